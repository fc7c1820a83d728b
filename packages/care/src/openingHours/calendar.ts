import type { LocalizedText, OpeningHours } from '@samvakt/contract';
import { Temporal } from 'temporal-polyfill';
import { norwegianHoliday } from './holidays.ts';

/** The clock of a team that is always there and has named none: this platform's installations are Norwegian. */
const OWN_ZONE = 'Europe/Oslo';

/** The time zone in which a team's hours are read. */
export const zoneOf = (hours: OpeningHours): string => (hours.kind === 'weekly' ? hours.timeZone : OWN_ZONE);

/** One calendar day of a time zone. `from` and `until` are the instants of its beginning and end: 23, 24 or 25 hours apart. */
export type CalendarDay = {
  readonly date: string;
  readonly from: number;
  readonly until: number;
  readonly holiday: LocalizedText | null;
};

/** `count` days from a date (YYYY-MM-DD). */
export function calendarDays(firstDate: string, count: number, timeZone: string): CalendarDay[] {
  const first = Temporal.PlainDate.from(firstDate);
  return Array.from({ length: count }, (_, place) => {
    const day = first.add({ days: place });
    const date = day.toString();
    const startOf = (of: Temporal.PlainDate) => of.toZonedDateTime(timeZone).epochMilliseconds;
    return { date, from: startOf(day), until: startOf(day.add({ days: 1 })), holiday: norwegianHoliday(date) };
  });
}

/** An instant as a clock on the wall shows it: YYYY-MM-DD and HH:MM. */
export function wallClock(at: number, timeZone: string): { readonly date: string; readonly time: string } {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return { date: local.toPlainDate().toString(), time: local.toPlainTime().toString({ smallestUnit: 'minute' }) };
}

/**
 * The instant (epoch milliseconds) at which a clock on the wall shows a date and a time (YYYY-MM-DD, HH:MM); null where there is no such date or time. One that the
 * clock skips in spring is taken as the same distance after the skip, one that it shows twice in autumn as its first showing.
 */
export function instantOnClock(date: string, time: string, timeZone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time)) return null;
  try {
    return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
  } catch (error) {
    // The thirtieth of February, or half past twenty-five.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Whether the clocks are changed between two instants. */
export function clocksChange(from: number, until: number, timeZone: string): boolean {
  const offset = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).offset;
  return offset(from) !== offset(until);
}
