import type { EpisodeStatus, MetricCode } from '@samvakt/contract';
import { EPISODE_STATUSES } from '@samvakt/contract';
import type { EffectiveProtocol } from '../limits/apply.ts';
import { pausesOfLeaf } from '../pause/deadline.ts';
import { leavesOfRule, metricsOfLeaf } from '../protocol/check.ts';
import type { AlertKind, Protocol, Severity } from '../protocol/schema.ts';
import type { ScoreId } from '../scores/registry.ts';
import { demandsOf, isStale, missedAt } from './demands.ts';

/** Why the status is what it is: the worst thing found. Instants are epoch milliseconds. */
export type StatusReason =
  | { readonly code: 'alert'; readonly ruleId: string; readonly kind: AlertKind; readonly severity: Severity }
  /** Required data has never come, or is older than the plan allows. */
  | { readonly code: 'missing'; readonly metric: MetricCode; readonly lastAt: number | null }
  /** A pause hides alerts (`hidden` of them), or required data (`metric`, last seen at `lastAt`) is not asked for because of it. */
  | {
      readonly code: 'paused';
      readonly until: number;
      readonly hidden: number;
      readonly metric: MetricCode | null;
      readonly lastAt: number | null;
    }
  /** The parts of a score did not come together: the newest came at `at`, and the time for the others has passed. */
  | { readonly code: 'no-total'; readonly score: ScoreId; readonly at: number }
  /** The protocol asks for no data, so nothing says that all is well. */
  | { readonly code: 'nothing-required' }
  | { readonly code: 'as-expected'; readonly newestAt: number };

interface Asked {
  readonly openAlerts: readonly {
    readonly ruleId: string;
    readonly severity: Severity;
    readonly kind: AlertKind;
    /** From `pausedUntil`: such an alert is open and asks nobody to act. Without it the alert counts in full. */
    readonly pausedUntil?: number | null;
  }[];
  /** When each metric was last measured. */
  readonly lastSeen: Readonly<Partial<Record<MetricCode, number>>>;
  readonly protocol: EffectiveProtocol;
  readonly now: number;
}

/**
 * What an episode is shown as. Computed when it is read, from the open alerts and the age of what the plan requires, so that a service
 * that stopped leaves nothing green. A yellow alert about missing data or about something that could not be judged is `unknown`, and so is
 * an episode in which a pause hides an alert: nobody knows that it is well. So is one whose protocol judges by a score that cannot be computed of
 * the newest readings, once the time is over in which its parts belong together.
 */
export function episodeStatus({ openAlerts, lastSeen, protocol, now }: Asked): {
  status: EpisodeStatus;
  reason: StatusReason;
} {
  const shown = openAlerts.filter(({ pausedUntil }) => (pausedUntil ?? null) === null);
  const red = shown.find((alert) => alert.severity === 'red');
  if (red) return { status: 'red', reason: alertReason(red) };
  const yellow = shown.find((alert) => alert.kind === 'clinical');
  if (yellow) return { status: 'yellow', reason: alertReason(yellow) };
  const notKnown = shown[0];
  if (notKnown) return { status: 'unknown', reason: alertReason(notKnown) };
  const hidden = openAlerts.flatMap(({ pausedUntil }) => pausedUntil ?? []);
  if (hidden.length > 0) {
    const until = Math.min(...hidden);
    return { status: 'unknown', reason: { code: 'paused', until, hidden: hidden.length, metric: null, lastAt: null } };
  }
  const stale = staleReason(protocol, lastSeen, now);
  const unknown = stale ?? noTotalReason(protocol.protocol, lastSeen, now);
  if (unknown) return { status: 'unknown', reason: unknown };
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
function staleReason(effective: EffectiveProtocol, lastSeen: Asked['lastSeen'], now: number): StatusReason | null {
  let required = 0;
  let worst: { metric: MetricCode; lastAt: number | null; pausedUntil: number | null } | null = null;
  for (const { rule, severity, leaves } of demandsOf(effective, now)) {
    // What asks for a sign of life only, of whatever kind, does not say that all is well when it comes.
    if (leaves.length === 1) required += 1;
    const newest = leaves.toSorted((a, b) => readAt(lastSeen, b) - readAt(lastSeen, a))[0];
    if (!newest || !leaves.every((leaf) => isStale(effective, leaf, lastSeen[leaf.metric] ?? null, now))) continue;
    const { metric } = newest;
    const lastAt = lastSeen[metric] ?? null;
    if (worst !== null && (worst.lastAt ?? NEVER) <= (lastAt ?? NEVER)) continue;
    const own = pausesOfLeaf(effective.pauses, rule, severity, metric);
    const running = own.filter(({ from, until }) => from <= now && now < until);
    // What was due before the pause is missing, not paused.
    const putOff =
      running.length > 0 &&
      (lastAt === null || missedAt(effective, newest, { from: lastAt, lastAt, pauses: own }) > now);
    worst = { metric, lastAt, pausedUntil: putOff ? Math.max(...running.map(({ until }) => until)) : null };
  }
  if (required === 0) return { code: 'nothing-required' };
  if (!worst) return null;
  const { metric, lastAt, pausedUntil: until } = worst;
  return until === null ? { code: 'missing', metric, lastAt } : { code: 'paused', until, hidden: 0, metric, lastAt };
}

function noTotalReason({ rules }: Protocol, lastSeen: Asked['lastSeen'], now: number): StatusReason | null {
  for (const leaf of rules.flatMap((rule) => [...leavesOfRule(rule)])) {
    if (leaf.type !== 'score') continue;
    const instants = metricsOfLeaf(leaf).map((metric) => lastSeen[metric] ?? NEVER);
    const at = Math.max(...instants);
    if (at - Math.min(...instants) > leaf.within && now - at > leaf.within) {
      return { code: 'no-total', score: leaf.score, at };
    }
  }
  return null;
}

const NEVER = Number.NEGATIVE_INFINITY;

function readAt(lastSeen: Asked['lastSeen'], { metric }: { metric: MetricCode }): number {
  return lastSeen[metric] ?? NEVER;
}
