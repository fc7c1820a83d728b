import { type Language, LOCALES } from '../texts/language.ts';

/** Where the patients are. Times on screen are theirs, wherever the browser is. */
export const TIME_ZONE = 'Europe/Oslo';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An instant: epoch milliseconds, or ISO 8601 as it comes over the wire. */
export type Instant = number | string;

export const epochMs = (instant: Instant): number => (typeof instant === 'number' ? instant : Date.parse(instant));

export interface Format {
  /** `21. nov. 2026 kl. 08:03` */
  readonly dateTime: (instant: Instant) => string;
  /** The same with weekday and year, for titles and deadlines: `lørdag 21. november 2026 kl. 08:03`. */
  readonly fullDateTime: (instant: Instant) => string;
  /** `08:03` today, else the date as well; the year only where it is another one. */
  readonly near: (instant: Instant, now: number) => string;
  readonly date: (instant: Instant) => string;
  /** `08:03` */
  readonly time: (instant: Instant) => string;
  /** `for 12 min siden`, `om 3 t`; within a minute `nå`. */
  readonly relative: (instant: Instant, now: number) => string;
  /** `4 t`, `3 d 6 t`: a length of time in its greatest whole unit, days with the hours that are left. */
  readonly duration: (ms: number) => string;
  readonly number: (value: number, decimals?: number) => string;
  /** With its sign, for changes: `+2,3`. */
  readonly signed: (value: number, decimals?: number) => string;
  /** `85 %`, of a number from 0 to 100. */
  readonly percent: (value: number) => string;
  readonly list: (parts: readonly string[]) => string;
}

/** Between a date and a time of day; `Intl` has a comma there in Norwegian, which nobody writes. */
const BEFORE_CLOCK: Readonly<Record<Language, string>> = { nb: ' kl. ', en: ', ' };

type Unit = 'minute' | 'hour' | 'day' | 'month' | 'year';

/** The greatest unit in which an age is at least one, months counted as 30 days: an age is read at a glance, the exact time stands in its title. */
function inUnits(ms: number): { readonly amount: number; readonly unit: Unit } {
  const size = Math.abs(ms);
  const whole = (unitMs: number) => Math.trunc(ms / unitMs);
  if (size < HOUR) return { amount: whole(MINUTE), unit: 'minute' };
  if (size < 36 * HOUR) return { amount: whole(HOUR), unit: 'hour' };
  if (size < 60 * DAY) return { amount: whole(DAY), unit: 'day' };
  if (size < 730 * DAY) return { amount: whole(30 * DAY), unit: 'month' };
  return { amount: whole(365 * DAY), unit: 'year' };
}

export function createFormat(language: Language): Format {
  const locale = LOCALES[language];
  const zoned = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: TIME_ZONE, hourCycle: 'h23', ...options });
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  const full = zoned({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', ...clock });
  const dayAndMonth = zoned({ day: 'numeric', month: 'short' });
  const date = zoned({ day: 'numeric', month: 'short', year: 'numeric' });
  const time = zoned(clock);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const counted = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const dayKey = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE });
  const dateTime = (at: number, day = date) => `${day.format(at)}${BEFORE_CLOCK[language]}${time.format(at)}`;
  const decimalsOf = (decimals: number | undefined) => ({
    minimumFractionDigits: decimals ?? 0,
    maximumFractionDigits: decimals ?? 2,
  });

  return {
    dateTime: (instant) => dateTime(epochMs(instant)),
    fullDateTime: (instant) => full.format(epochMs(instant)),
    near: (instant, now) => {
      const at = epochMs(instant);
      const [day, today] = [dayKey.format(at), dayKey.format(now)];
      if (day === today) return time.format(at);
      return dateTime(at, day.slice(0, 4) === today.slice(0, 4) ? dayAndMonth : date);
    },
    date: (instant) => date.format(epochMs(instant)),
    time: (instant) => time.format(epochMs(instant)),
    relative: (instant, now) => {
      const distance = epochMs(instant) - now;
      if (Math.abs(distance) < MINUTE) return relative.format(0, 'second');
      const { amount, unit } = inUnits(distance);
      return counted.format(amount, unit);
    },
    duration: (ms) => {
      const { amount, unit } = inUnits(ms);
      const written = (count: number, of: Unit) =>
        new Intl.NumberFormat(locale, { style: 'unit', unit: of, unitDisplay: 'short' }).format(count);
      const hours = unit === 'day' ? Math.trunc((ms % DAY) / HOUR) : 0;
      return hours === 0 ? written(amount, unit) : `${written(amount, unit)} ${written(hours, 'hour')}`;
    },
    number: (value, decimals) => new Intl.NumberFormat(locale, decimalsOf(decimals)).format(value),
    signed: (value, decimals) =>
      new Intl.NumberFormat(locale, { ...decimalsOf(decimals), signDisplay: 'exceptZero' }).format(value),
    percent: (value) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(value / 100),
    list: (parts) => list.format(parts),
  };
}

/** Whole years at `now`, by the calendar where the patient is. `birthDate` is `YYYY-MM-DD`. */
export function ageInYears(birthDate: string, now: number): number {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE }).format(now);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** `010190 12345`: the date part and the rest apart, as people read the number aloud. */
export const identityNumber = (number: string): string => number.replace(/^(\d{6})(\d{5})$/, '$1 $2');
