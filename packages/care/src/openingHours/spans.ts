import { type OpeningHours, type OpeningInterval, WEEKDAYS, type WeeklyHours } from '@samvakt/contract';
import { Temporal } from 'temporal-polyfill';
import { isNorwegianHoliday } from './holidays.ts';

/** A stretch of time in epoch milliseconds, `from` included, `until` not. */
export type Span = { readonly from: number; readonly until: number };

/**
 * When a team is open between two instants: spans in order, joined where they touch, cut to the question.
 * Clock times become instants day by day in the team's own time zone, so a day of 23 or 25 hours comes out right; a time that the clock skips
 * in spring is taken as the same distance after the skip, and one that it shows twice in autumn as its first showing.
 */
export function openSpans(hours: OpeningHours, from: number, until: number): Span[] {
  if (until <= from) return [];
  if (hours.kind === 'always') return [{ from, until }];
  const { timeZone } = hours;
  const lastDay = dateAt(until, timeZone);
  const spans: Span[] = [];
  // The day before may reach past midnight into the first.
  let day = dateAt(from, timeZone).subtract({ days: 1 });
  while (Temporal.PlainDate.compare(day, lastDay) <= 0) {
    for (const interval of intervalsOf(hours, day)) {
      const span = spanOf(interval, day, timeZone);
      const cut = { from: Math.max(span.from, from), until: Math.min(span.until, until) };
      if (cut.from < cut.until) spans.push(cut);
    }
    day = day.add({ days: 1 });
  }
  return joined(spans);
}

/** The spans in order, with those that overlap or touch made one. */
export function joined(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last !== undefined && span.from <= last.until) {
      out[out.length - 1] = { from: last.from, until: Math.max(last.until, span.until) };
    } else {
      out.push(span);
    }
  }
  return out;
}

/** What of `from`–`until` none of the spans covers. */
export function uncovered(spans: readonly Span[], from: number, until: number): Span[] {
  const out: Span[] = [];
  let reached = from;
  for (const span of joined(spans)) {
    if (span.from > reached) out.push({ from: reached, until: Math.min(span.from, until) });
    reached = Math.max(reached, span.until);
    if (reached >= until) return out;
  }
  if (reached < until) out.push({ from: reached, until });
  return out;
}

/** What of `spans` none of `others` covers. */
export function without(spans: readonly Span[], others: readonly Span[]): Span[] {
  return spans.flatMap(({ from, until }) => uncovered(others, from, until));
}

function intervalsOf(hours: WeeklyHours, day: Temporal.PlainDate): readonly OpeningInterval[] {
  const date = day.toString();
  const exception = hours.exceptions.find((candidate) => candidate.date === date);
  if (exception !== undefined) return exception.intervals;
  if (hours.holidays === 'closed' && isNorwegianHoliday(date)) return [];
  const weekday = WEEKDAYS[day.dayOfWeek - 1];
  return hours.week.filter((entry) => weekday !== undefined && entry.days.includes(weekday));
}

function spanOf(interval: OpeningInterval, day: Temporal.PlainDate, timeZone: string): Span {
  const endDay = interval.until <= interval.from ? day.add({ days: 1 }) : day;
  return { from: instantOf(day, interval.from, timeZone), until: instantOf(endDay, interval.until, timeZone) };
}

function instantOf(day: Temporal.PlainDate, clockTime: string, timeZone: string): number {
  return day.toZonedDateTime({ timeZone, plainTime: clockTime }).epochMilliseconds;
}

function dateAt(at: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}
