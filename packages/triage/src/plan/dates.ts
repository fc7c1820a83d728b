import { type MeasuringPlan, type MeasuringPlanEntry, PLAN_DAYS } from '@samvakt/contract';
import { Temporal } from 'temporal-polyfill';

export const DAY = 86_400_000;
const MINUTE = 60_000;
const EPOCH = new Temporal.PlainDate(1970, 1, 1);
/** 1 January 1970 was a Thursday. */
const WEEKDAY_OF_EPOCH = 3;

/** One due time of a plan: a reading or a response from `opensAt` on answers it; without one it is missed at `overdueAt`, which is `by` and the grace. Epoch milliseconds. */
export interface DueTime {
  readonly opensAt: number;
  readonly by: number;
  readonly overdueAt: number;
  /** Of the patient's own plan that asks for it; null: the protocol's. */
  readonly version: number | null;
}

/**
 * The due times of one metric or questionnaire on one date, which is counted in days since 1 January 1970. Clock times become instants in the plan's own zone, so that days of
 * 23 and 25 hours come out right; a time that the clock skips is taken as far after the skip, one that it shows twice as its first showing.
 */
export function dueTimesOf(
  { timeZone, holidays }: MeasuringPlan,
  entries: readonly MeasuringPlanEntry[],
  day: number,
  version: number | null,
): DueTime[] {
  const weekday = PLAN_DAYS[(((day + WEEKDAY_OF_EPOCH) % 7) + 7) % 7];
  const asked = entries.filter(({ days }) => weekday !== undefined && days.includes(weekday));
  if (asked.length === 0) return [];
  const date = EPOCH.add({ days: day });
  const isHoliday = holidays.includes(date.toString());
  return asked.flatMap(({ from, by, graceMinutes, onHolidays }) => {
    if (isHoliday && onHolidays === 'not-asked') return [];
    const dueAt = instantOf(date, by, timeZone);
    return [{ opensAt: instantOf(date, from, timeZone), by: dueAt, overdueAt: dueAt + graceMinutes * MINUTE, version }];
  });
}

function instantOf(date: Temporal.PlainDate, plainTime: string, timeZone: string): number {
  return date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}
