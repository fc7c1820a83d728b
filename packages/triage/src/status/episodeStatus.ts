import type { EpisodeStatus, MetricCode } from '@samvakt/contract';
import { EPISODE_STATUSES } from '@samvakt/contract';
import type { EffectiveProtocol } from '../limits/apply.ts';
import { pausesOfLeaf } from '../pause/deadline.ts';
import { leavesOfRule, metricsOfLeaf, subjectOfAbsence } from '../protocol/check.ts';
import type { Absence } from '../protocol/expression.ts';
import type { AlertKind, Protocol, Severity } from '../protocol/schema.ts';
import type { ScoreId } from '../scores/registry.ts';
import { demandsOf, isStale, type LastSeen, missedAt } from './demands.ts';

/** Why the status is what it is: the worst thing found. Instants are epoch milliseconds. */
export type StatusReason =
  | { readonly code: 'alert'; readonly ruleId: string; readonly kind: AlertKind; readonly severity: Severity }
  /** Required data has never come, or is older than the plan allows. */
  | { readonly code: 'missing'; readonly metric: MetricCode; readonly lastAt: number | null }
  /** A form has not been answered in its time. */
  | { readonly code: 'unanswered'; readonly questionnaire: string; readonly lastAt: number | null }
  /** A pause hides alerts (`hidden` of them), or what is required (`metric` or `questionnaire`, last seen at `lastAt`) is not asked for because of it. */
  | {
      readonly code: 'paused';
      readonly until: number;
      readonly hidden: number;
      readonly metric: MetricCode | null;
      readonly questionnaire?: string;
      readonly lastAt: number | null;
    }
  /** The parts of a score did not come together: the newest came at `at`, and the time for the others has passed. */
  | { readonly code: 'no-total'; readonly score: ScoreId; readonly at: number }
  /** Something came that could not be judged at all, and lies in quarantine. */
  | { readonly code: 'unjudged'; readonly since: number }
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
  /** When each metric was last measured, and each questionnaire (by its URL) last answered. */
  readonly lastSeen: LastSeen;
  /** Since when something that came could not even be told to triage; null or left out, nothing. */
  readonly unjudgedSince?: number | null;
  readonly protocol: EffectiveProtocol;
  /** When the follow-up began. */
  readonly since: number;
  readonly now: number;
}

/**
 * What an episode is shown as. Computed when it is read, from the open alerts and the age of what the plan requires, so that a service
 * that stopped leaves nothing green. A yellow alert about missing data or about something that could not be judged is `unknown`, and so is
 * an episode in which a pause hides an alert: nobody knows that it is well. So is one whose protocol judges by a score that cannot be computed of
 * the newest readings, once the time is over in which its parts belong together; and one of which something has come that nobody has judged.
 */
export function episodeStatus({ openAlerts, lastSeen, unjudgedSince = null, protocol, since, now }: Asked): {
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
  if (unjudgedSince !== null) return { status: 'unknown', reason: { code: 'unjudged', since: unjudgedSince } };
  const hidden = openAlerts.flatMap(({ pausedUntil }) => pausedUntil ?? []);
  if (hidden.length > 0) {
    const until = Math.min(...hidden);
    return { status: 'unknown', reason: { code: 'paused', until, hidden: hidden.length, metric: null, lastAt: null } };
  }
  const stale = staleReason(protocol, { lastSeen, since, now });
  const unknown = stale ?? noTotalReason(protocol.protocol, lastSeen, now);
  if (unknown) return { status: 'unknown', reason: unknown };
  const newestAt = Object.values(lastSeen).reduce<number>((newest, at) => Math.max(newest, at ?? NEVER), NEVER);
  return { status: 'green', reason: { code: 'as-expected', newestAt } };
}

/** Orders statuses worst first. */
export function compareStatus(a: EpisodeStatus, b: EpisodeStatus): number {
  return EPISODE_STATUSES.indexOf(a) - EPISODE_STATUSES.indexOf(b);
}

function alertReason({ ruleId, kind, severity }: Asked['openAlerts'][number]): StatusReason {
  return { code: 'alert', ruleId, kind, severity };
}

interface Worst {
  readonly leaf: Absence;
  readonly lastAt: number | null;
  readonly pausedUntil: number | null;
}

/** What is required and furthest behind. */
function staleReason(
  effective: EffectiveProtocol,
  { lastSeen, since, now }: Pick<Asked, 'lastSeen' | 'since' | 'now'>,
): StatusReason | null {
  let required: Absence | null = null;
  let worst: Worst | null = null;
  for (const { rule, severity, leaves, together } of demandsOf(effective, now)) {
    // What asks for a sign of life only, of whatever kind, does not say that all is well when it comes.
    if (leaves.length === 1) required ??= leaves[0] ?? null;
    const newest = leaves.toSorted((a, b) => readAt(lastSeen, b) - readAt(lastSeen, a))[0];
    const isOld = (leaf: Absence) => isStale(effective, leaf, { lastAt: lastOf(lastSeen, leaf), since, now });
    if (!newest || !leaves.every(isOld)) continue;
    const lastAt = lastOf(lastSeen, newest);
    if (worst !== null && (worst.lastAt ?? NEVER) <= (lastAt ?? NEVER)) continue;
    const own = pausesOfLeaf(effective.pauses, rule, severity, together);
    const running = own.filter(({ from, until }) => from <= now && now < until);
    // What was due before the pause is missing, not paused; a measurement that has never come has no such time.
    const isPutOff =
      (lastAt === null && 'metric' in newest) ||
      missedAt(effective, newest, { from: lastAt ?? since, lastAt, pauses: own }) > now;
    const until = Math.max(...running.map((pause) => pause.until));
    worst = { leaf: newest, lastAt, pausedUntil: running.length > 0 && isPutOff ? until : null };
  }
  if (required === null) return { code: 'nothing-required' };
  // A form is waited for, but while nothing at all has come, nothing says that all is well.
  if (!worst && Object.keys(lastSeen).length === 0) return behind({ leaf: required, lastAt: null, pausedUntil: null });
  return worst && behind(worst);
}

function behind({ leaf, lastAt, pausedUntil: until }: Worst): StatusReason {
  if ('questionnaire' in leaf) {
    const { questionnaire } = leaf;
    if (until === null) return { code: 'unanswered', questionnaire, lastAt };
    return { code: 'paused', until, hidden: 0, metric: null, questionnaire, lastAt };
  }
  const { metric } = leaf;
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

function lastOf(lastSeen: LastSeen, leaf: Absence): number | null {
  return lastSeen[subjectOfAbsence(leaf)] ?? null;
}

function readAt(lastSeen: LastSeen, leaf: Absence): number {
  return lastOf(lastSeen, leaf) ?? NEVER;
}
