import { TIME_ZONE } from '../format/format.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

const hourOf = new Intl.DateTimeFormat('en-GB', { timeZone: TIME_ZONE, hour: '2-digit', hourCycle: 'h23' });
const dayFormat = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE });

/** The day of an instant where the patients are, as `YYYY-MM-DD`. */
export const dayOf = (at: number): string => dayFormat.format(at);

export function daysAfter(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** When a day begins where the patients are; NaN where it is no day. The clock is never changed at midnight there. */
export function beginningOf(day: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(utc)) return Number.NaN;
  return [utc - 2 * HOUR, utc - HOUR].find((at) => hourOf.format(at) === '00') ?? utc;
}

/** The last minute of a day: an end that is written as `23:59` cannot be taken for the morning of the same day. NaN where it is no day. */
export const endOf = (day: string): number =>
  Number.isNaN(beginningOf(day)) ? Number.NaN : beginningOf(daysAfter(day, 1)) - MINUTE;

/** The last day that a pause from `startsAt` may reach, when it may last `longestMs`. */
export function lastDayFrom(startsAt: number, longestMs: number): string {
  const day = dayOf(startsAt + longestMs);
  return endOf(day) <= startsAt + longestMs ? day : daysAfter(day, -1);
}
