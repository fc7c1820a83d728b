import type { MetricCode } from '@samvakt/contract';
import type { EffectiveProtocol } from '../limits/apply.ts';
import { deadline, pausesOfLeaf } from '../pause/deadline.ts';
import type { Pause } from '../pause/schema.ts';
import { calendarOf } from '../plan/calendar.ts';
import { DAY } from '../plan/dates.ts';
import { type Absence, type Expression, isAbsence } from '../protocol/expression.ts';
import type { Rule, Severity } from '../protocol/schema.ts';

/** Whatever a plan says, nothing that is older than this says that all is well. *Assumption.* */
const OLDEST_MS = 14 * DAY;

/** One level of a rule asks for something of at least one of these metrics: it is not met where all of them are silent. */
export interface Demand {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly leaves: readonly Absence[];
}

type LastSeen = Readonly<Partial<Record<MetricCode, number>>>;

/** All that the protocol and the plan in force at `now` ask for. What the plan does not ask for is no demand. */
export function* demandsOf(effective: EffectiveProtocol, now: number): Generator<Demand> {
  for (const rule of effective.protocol.rules) {
    for (const severity of ['red', 'yellow'] as const) {
      const level = rule.levels[severity];
      for (const leaves of level ? absencesIn(level.when) : []) {
        const asked = leaves.filter((leaf) => leaf.type === 'missing' || calendarFor(effective, leaf).asksAt(now));
        if (asked.length > 0) yield { rule, severity, leaves: asked };
      }
    }
  }
}

/** Each by itself, except where a rule wants them all to be silent. */
function* absencesIn(expression: Expression): Generator<readonly Absence[]> {
  switch (expression.type) {
    case 'all':
    case 'any':
    case 'at-least': {
      const absences = expression.of.filter((part) => part.type === 'missing' || part.type === 'overdue');
      if (expression.type === 'all' && absences.length === expression.of.length) yield absences;
      else for (const part of expression.of) yield* absencesIn(part);
      return;
    }
    case 'not':
      yield* absencesIn(expression.of);
      return;
    default:
      if (isAbsence(expression)) yield [expression];
  }
}

/** Whether what was read at `lastAt` no longer tells how the patient is, by the clock and the plan alone: pauses and closes change nothing of it. */
export function isStale(effective: EffectiveProtocol, leaf: Absence, lastAt: number | null, now: number): boolean {
  if (lastAt === null) return true;
  if (leaf.type === 'missing') return now - lastAt >= leaf.every + leaf.grace;
  return now - lastAt > OLDEST_MS || missedAt(effective, leaf, { from: lastAt, lastAt, pauses: [] }) <= now;
}

/** When it is missed, or was, counted from `from` (the start, or a reading) on. Infinity: never. */
export function missedAt(
  effective: EffectiveProtocol,
  leaf: Absence,
  { from, lastAt, pauses }: { from: number; lastAt: number | null; pauses: readonly Pause[] },
): number {
  if (leaf.type === 'missing') return deadline(from, leaf.every + leaf.grace, pauses);
  const next = calendarFor(effective, leaf).next({ readAt: lastAt, after: from, pauses });
  return next?.overdueAt ?? Number.POSITIVE_INFINITY;
}

/** The metrics that are asked for by name at `now`: what the patient is to measure. */
export function requiredMetrics(effective: EffectiveProtocol, now: number): Set<MetricCode> {
  const named = [...demandsOf(effective, now)].flatMap(({ leaves }) => (leaves.length === 1 ? leaves : []));
  return new Set(named.map(({ metric }) => metric));
}

/** The metrics that are asked for by name and missing at `now`, by the clock and not by the alerts. `since`: the start of the follow-up. Sorted. */
export function missingMetrics(
  effective: EffectiveProtocol,
  { since, lastSeen, now }: { since: number; lastSeen: LastSeen; now: number },
): MetricCode[] {
  const missing = new Set<MetricCode>();
  for (const { rule, severity, leaves } of demandsOf(effective, now)) {
    const [leaf] = leaves;
    if (!leaf || leaves.length > 1) continue;
    const lastAt = lastSeen[leaf.metric] ?? null;
    const pauses = pausesOfLeaf(effective.pauses, rule, severity, leaf.metric);
    const from = Math.max(lastAt ?? since, since);
    if (now > missedAt(effective, leaf, { from, lastAt, pauses })) missing.add(leaf.metric);
  }
  return [...missing].sort();
}

function calendarFor({ protocol, plans }: EffectiveProtocol, { metric }: Absence) {
  return calendarOf(protocol.plan ?? null, plans, metric);
}
