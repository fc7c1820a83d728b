import type { MetricCode } from '@samvakt/contract';
import type { EffectiveProtocol } from '../limits/apply.ts';
import { deadline, pausesOfLeaf } from '../pause/deadline.ts';
import type { Pause } from '../pause/schema.ts';
import { calendarOf } from '../plan/calendar.ts';
import { DAY } from '../plan/dates.ts';
import { silencesOf, subjectOfAbsence } from '../protocol/check.ts';
import type { Absence } from '../protocol/expression.ts';
import type { Rule, Severity } from '../protocol/schema.ts';

/**
 * Whatever a plan says, nothing that is older than this says that all is well. Longer for a form: one of each week is two weeks old when a holiday has fallen on its
 * day. *Assumptions.*
 */
const OLDEST_MS = 14 * DAY;
const OLDEST_FORM_MS = 28 * DAY;

/** One level of a rule asks for something of at least one of these metrics or forms: it is not met where all of them are silent. */
export interface Demand {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly leaves: readonly Absence[];
  /** All that the rule wants to be silent together, also what the plan does not ask for now: metrics by their code, forms by their URL. */
  readonly together: readonly string[];
}

/** When each thing last came: metrics by their code, questionnaires by their URL. Epoch milliseconds. */
export type LastSeen = Readonly<Partial<Record<string, number>>>;

/** All that the protocol and the plan in force at `now` ask for. What the plan does not ask for is no demand. */
export function* demandsOf(effective: EffectiveProtocol, now: number): Generator<Demand> {
  for (const rule of effective.protocol.rules) {
    for (const severity of ['red', 'yellow'] as const) {
      const level = rule.levels[severity];
      for (const leaves of level ? silencesOf(level.when) : []) {
        const asked = leaves.filter((leaf) => leaf.type !== 'overdue' || calendarFor(effective, leaf).asksAt(now));
        if (asked.length > 0) yield { rule, severity, leaves: asked, together: leaves.map(subjectOfAbsence) };
      }
    }
  }
}

/**
 * Whether what came at `lastAt` no longer tells how the patient is, by the clock and the plan alone: pauses and closes change nothing of it. A measurement that has never come
 * tells nothing; a form that has never been answered is waited for until it is missed, counted from the start of the follow-up (`since`).
 */
export function isStale(
  effective: EffectiveProtocol,
  leaf: Absence,
  { lastAt, since, now }: { lastAt: number | null; since: number; now: number },
): boolean {
  if (lastAt === null && 'metric' in leaf) return true;
  const oldest = 'metric' in leaf ? OLDEST_MS : OLDEST_FORM_MS;
  if (lastAt !== null && leaf.type === 'overdue' && now - lastAt > oldest) return true;
  return missedAt(effective, leaf, { from: lastAt ?? since, lastAt, pauses: [] }) <= now;
}

/** When it is missed, or was, counted from `from` (the start, or a reading) on. Infinity: never. */
export function missedAt(
  effective: EffectiveProtocol,
  leaf: Absence,
  { from, lastAt, pauses }: { from: number; lastAt: number | null; pauses: readonly Pause[] },
): number {
  if (leaf.type !== 'overdue') return deadline(from, leaf.every + leaf.grace, pauses);
  const next = calendarFor(effective, leaf).next({ readAt: lastAt, after: from, pauses });
  return next?.overdueAt ?? Number.POSITIVE_INFINITY;
}

/** The metrics that are asked for by name at `now`: what the patient is to measure. */
export function requiredMetrics(effective: EffectiveProtocol, now: number): Set<MetricCode> {
  const named = [...demandsOf(effective, now)].flatMap(({ leaves }) => (leaves.length === 1 ? leaves : []));
  return new Set(named.flatMap((leaf) => ('metric' in leaf ? leaf.metric : [])));
}

interface Missing {
  /** By code, sorted. */
  readonly metrics: MetricCode[];
  /** By URL, sorted. */
  readonly questionnaires: string[];
}

/** What is asked for by name and missing at `now`, by the clock and not by the alerts. `since`: the start of the follow-up. */
export function missingNow(
  effective: EffectiveProtocol,
  { since, lastSeen, now }: { since: number; lastSeen: LastSeen; now: number },
): Missing {
  const metrics = new Set<MetricCode>();
  const questionnaires = new Set<string>();
  for (const { rule, severity, leaves, together } of demandsOf(effective, now)) {
    const [leaf] = leaves;
    if (!leaf || leaves.length > 1) continue;
    const subject = subjectOfAbsence(leaf);
    const lastAt = lastSeen[subject] ?? null;
    const pauses = pausesOfLeaf(effective.pauses, rule, severity, together);
    const from = Math.max(lastAt ?? since, since);
    if (now <= missedAt(effective, leaf, { from, lastAt, pauses })) continue;
    if ('metric' in leaf) metrics.add(leaf.metric);
    else questionnaires.add(leaf.questionnaire);
  }
  return { metrics: [...metrics].sort(), questionnaires: [...questionnaires].sort() };
}

function calendarFor({ protocol, plans }: EffectiveProtocol, leaf: Absence) {
  return calendarOf(protocol.plan ?? null, plans, subjectOfAbsence(leaf));
}
