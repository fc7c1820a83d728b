import type { EpisodeStatus, MetricCode } from '@samvakt/contract';
import { EPISODE_STATUSES } from '@samvakt/contract';
import { deadline } from '../engine/missing.ts';
import type { EffectiveProtocol } from '../limits/apply.ts';
import { leavesOfRule } from '../protocol/check.ts';
import type { AlertKind, Severity } from '../protocol/schema.ts';

/** Why the status is what it is: the worst thing found. Instants are epoch milliseconds. */
export type StatusReason =
  | { readonly code: 'alert'; readonly ruleId: string; readonly kind: AlertKind; readonly severity: Severity }
  /** Required data has never come, or is older than the plan allows. */
  | { readonly code: 'missing'; readonly metric: MetricCode; readonly lastAt: number | null }
  /** The plan is paused, so nothing fresh is known. */
  | { readonly code: 'paused'; readonly metric: MetricCode; readonly lastAt: number | null }
  /** The protocol asks for no data, so nothing says that all is well. */
  | { readonly code: 'nothing-required' }
  | { readonly code: 'as-expected'; readonly newestAt: number };

interface Asked {
  readonly openAlerts: readonly {
    readonly ruleId: string;
    readonly severity: Severity;
    readonly kind: AlertKind;
  }[];
  /** When each metric was last measured. */
  readonly lastSeen: Readonly<Partial<Record<MetricCode, number>>>;
  readonly protocol: EffectiveProtocol;
  readonly now: number;
}

/**
 * What an episode is shown as. Computed when it is read, from the open alerts and the age of what the plan requires, so that a service
 * that stopped leaves nothing green. A yellow alert about missing data or about something that could not be judged is `unknown`.
 */
export function episodeStatus({ openAlerts, lastSeen, protocol, now }: Asked): {
  status: EpisodeStatus;
  reason: StatusReason;
} {
  const red = openAlerts.find((alert) => alert.severity === 'red');
  if (red) return { status: 'red', reason: alertReason(red) };
  const yellow = openAlerts.find((alert) => alert.kind === 'clinical');
  if (yellow) return { status: 'yellow', reason: alertReason(yellow) };
  const notKnown = openAlerts[0];
  if (notKnown) return { status: 'unknown', reason: alertReason(notKnown) };
  const stale = staleReason(protocol, lastSeen, now);
  if (stale) return { status: 'unknown', reason: stale };
  return { status: 'green', reason: { code: 'as-expected', newestAt: Math.max(...Object.values(lastSeen)) } };
}

/** Orders statuses worst first. */
export function compareStatus(a: EpisodeStatus, b: EpisodeStatus): number {
  return EPISODE_STATUSES.indexOf(a) - EPISODE_STATUSES.indexOf(b);
}

function alertReason({ ruleId, kind, severity }: Asked['openAlerts'][number]): StatusReason {
  return { code: 'alert', ruleId, kind, severity };
}

/** The required metric that is furthest behind. */
function staleReason(protocol: EffectiveProtocol, lastSeen: Asked['lastSeen'], now: number): StatusReason | null {
  let required = 0;
  let worst: { metric: MetricCode; lastAt: number | null; paused: boolean } | null = null;
  for (const leaf of protocol.protocol.rules.flatMap((rule) => [...leavesOfRule(rule)])) {
    if (leaf.type !== 'missing') continue;
    required += 1;
    const { metric } = leaf;
    const lastAt = lastSeen[metric] ?? null;
    const length = leaf.every + leaf.grace;
    if (lastAt !== null && now - lastAt < length) continue;
    if (worst !== null && (worst.lastAt ?? Number.NEGATIVE_INFINITY) <= (lastAt ?? Number.NEGATIVE_INFINITY)) continue;
    const pauses = protocol.pauses.filter((pause) => pause.metrics === null || pause.metrics.includes(metric));
    worst = { metric, lastAt, paused: lastAt !== null && deadline(lastAt, length, pauses) > now };
  }
  if (required === 0) return { code: 'nothing-required' };
  if (!worst) return null;
  return { code: worst.paused ? 'paused' : 'missing', metric: worst.metric, lastAt: worst.lastAt };
}
