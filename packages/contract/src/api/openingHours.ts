import { z } from 'zod';

/** Monday first, as ISO 8601 counts: 1 to 7. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const ClockTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written HH:MM, 00:00 to 23:59');

/** On the clock of the team's own time zone. `until` at or before `from` means the next day: 22:00–07:00, or 00:00–00:00 for the whole day. */
const IntervalSchema = z.object({ from: ClockTimeSchema, until: ClockTimeSchema });
export type OpeningInterval = z.infer<typeof IntervalSchema>;

const TimeZoneSchema = z.string().max(64).refine(isTimeZone, 'not a time zone of the IANA database');

/** More than anybody plans, and few enough that a year of them is reckoned in no time. */
const MOST_INTERVALS = 50;
const MOST_EXCEPTIONS = 400;

/**
 * When a team is on duty: always, or weekly in a named time zone. `holidays: 'closed'` closes on Norwegian public holidays.
 * `exceptions` are single dates that are otherwise: their intervals stand in place of the week's and the holiday's (none: closed).
 */
export const OpeningHoursSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('always') }),
  z.object({
    kind: z.literal('weekly'),
    timeZone: TimeZoneSchema,
    week: z.array(IntervalSchema.extend({ days: z.array(z.enum(WEEKDAYS)).min(1).max(7) })).max(MOST_INTERVALS),
    holidays: z.enum(['closed', 'as-any-day']),
    exceptions: z
      .array(z.object({ date: z.iso.date(), intervals: z.array(IntervalSchema).max(10) }))
      .max(MOST_EXCEPTIONS)
      .refine(areOfDifferentDates, 'two exceptions are of the same date')
      .default([]),
  }),
]);
export type OpeningHours = z.infer<typeof OpeningHoursSchema>;
export type WeeklyHours = Extract<OpeningHours, { kind: 'weekly' }>;

function isTimeZone(name: string): boolean {
  try {
    // The cheapest question that every engine answers alike; an unknown name is a RangeError.
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function areOfDifferentDates(exceptions: readonly { readonly date: string }[]): boolean {
  return new Set(exceptions.map(({ date }) => date)).size === exceptions.length;
}
