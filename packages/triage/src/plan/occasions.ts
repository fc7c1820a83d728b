import type { MetricCode, OccasionState } from '@samvakt/contract';
import type { EffectiveProtocol } from '../limits/apply.ts';
import { pausesOfLeaf } from '../pause/deadline.ts';
import type { Pause } from '../pause/schema.ts';
import { leavesOfRule, plannableMetrics } from '../protocol/check.ts';
import { calendarOf, isPutOff } from './calendar.ts';
import type { DueTime } from './dates.ts';

/** A due time of the plan, with what came of it. Epoch milliseconds. */
export interface PlannedOccasion extends DueTime {
  readonly metric: MetricCode;
  readonly state: OccasionState;
  /** When the first reading that answers it was taken. */
  readonly answeredAt: number | null;
}

interface Asked {
  /** The start of the follow-up: nothing was due before. */
  readonly since: number;
  readonly now: number;
}

/**
 * The due times with `by` in (`from`, `until`], in order of that. `readings`: when each metric was read, in any order. A reading that came when the time and its
 * grace had passed answers nothing, also where it ended the alert.
 */
export function occasionsOf(
  effective: EffectiveProtocol,
  {
    from,
    until,
    readings,
    since,
    now,
  }: Asked & { from: number; until: number; readings: Readonly<Partial<Record<MetricCode, readonly number[]>>> },
): PlannedOccasion[] {
  const occasions = plannableMetrics(effective.protocol).flatMap((metric) => {
    const times = calendarOf(effective.protocol.plan ?? null, effective.plans, metric).between(
      Math.max(from, since),
      until,
    );
    const read = (readings[metric] ?? []).toSorted((a, b) => a - b);
    const pauses = pausesOfMetric(effective, metric);
    return times.map((time): PlannedOccasion => {
      const answeredAt = read.find((at) => at >= time.opensAt && at < time.overdueAt) ?? null;
      return { ...time, metric, answeredAt, state: stateOf(time, answeredAt, pauses, now) };
    });
  });
  return occasions.sort((a, b) => a.by - b.by || (a.metric < b.metric ? -1 : 1));
}

function stateOf(time: DueTime, answeredAt: number | null, pauses: readonly Pause[], now: number): OccasionState {
  if (answeredAt !== null) return 'answered';
  if (isPutOff(time, pauses)) return 'put-off';
  return now < time.overdueAt ? 'waiting' : 'overdue';
}

/** The due time that comes next, of those that nothing has answered yet. Null: the plan asks for nothing more. */
export function nextDue(
  effective: EffectiveProtocol,
  { lastSeen, now }: Pick<Asked, 'now'> & { lastSeen: Readonly<Partial<Record<MetricCode, number>>> },
): { metric: MetricCode; by: number } | null {
  let soonest: { metric: MetricCode; by: number } | null = null;
  for (const metric of plannableMetrics(effective.protocol)) {
    const calendar = calendarOf(effective.protocol.plan ?? null, effective.plans, metric);
    const readAt = lastSeen[metric] ?? null;
    const time = calendar.next({ readAt, after: now, pauses: pausesOfMetric(effective, metric) });
    if (time && (!soonest || time.by < soonest.by)) soonest = { metric, by: time.by };
  }
  return soonest;
}

/** The pauses under which no rule asks for the metric at its yellow level. */
function pausesOfMetric({ protocol, pauses }: EffectiveProtocol, metric: MetricCode): readonly Pause[] {
  const rule = protocol.rules.find((one) =>
    [...leavesOfRule(one)].some((leaf) => leaf.type === 'overdue' && leaf.metric === metric),
  );
  return rule ? pausesOfLeaf(pauses, rule, 'yellow', metric) : [];
}
