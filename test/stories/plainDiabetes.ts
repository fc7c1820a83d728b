/*
 * The glucose rules of the diabetes protocol, version 5, said again in the plainest way: whole lists are gone through again and again, nothing
 * is remembered between readings but what is written here, and nothing is shared with the engine.
 */

export interface PlainReading {
  readonly at: number;
  /** mmol/L */
  readonly value: number;
}

export interface PlainAlert {
  readonly rule: string;
  readonly severity: 'red' | 'yellow';
  readonly open: boolean;
  readonly openedAt: number;
  readonly clearedAt: number | null;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GAP = 36 * HOUR;
const INACTIVE = 3 * 24 * HOUR;

interface Sign {
  readonly bad: (value: number) => boolean;
  readonly good: (value: number) => boolean;
  /** Whether the bad readings in a row that end the list are enough. */
  readonly enough: (row: readonly PlainReading[]) => boolean;
  /** How long good readings in a row must last. */
  readonly recovery: number;
}

const span = (row: readonly PlainReading[]): number => (row.at(-1)?.at ?? 0) - (row[0]?.at ?? 0);
const twice = (row: readonly PlainReading[]): boolean => row.length >= 2;
const lasting = (ms: number) => (row: readonly PlainReading[]) => row.length > 0 && span(row) >= ms;

const LOW = {
  red: [
    { bad: (v: number) => v < 3, good: (v: number) => v >= 3.9, enough: twice, recovery: 15 * MINUTE },
    { bad: (v: number) => v < 2.5, good: (v: number) => v >= 3.9, enough: lasting(0), recovery: 15 * MINUTE },
  ],
  yellow: [
    { bad: (v: number) => v < 3.9, good: (v: number) => v >= 4.2, enough: twice, recovery: 15 * MINUTE },
    { bad: (v: number) => v < 3, good: (v: number) => v >= 3.9, enough: lasting(0), recovery: 15 * MINUTE },
  ],
};
const HIGH = {
  red: [{ bad: (v: number) => v > 20, good: (v: number) => v <= 18, enough: twice, recovery: 30 * MINUTE }],
  yellow: [
    { bad: (v: number) => v > 13.9, good: (v: number) => v <= 13, enough: lasting(2 * HOUR), recovery: 30 * MINUTE },
    { bad: (v: number) => v > 20, good: (v: number) => v <= 18, enough: lasting(0), recovery: 30 * MINUTE },
  ],
};

/** The alerts that these readings of one person, all received at `now`, must have raised when nobody has touched any of them. */
export function expectedAlerts(
  readings: readonly PlainReading[],
  { startedAt, now }: { startedAt: number; now: number },
): PlainAlert[] {
  const ordered = [...readings].sort((a, b) => a.at - b.at || a.value - b.value);
  return [
    ...alertsOf('glucose-low', LOW, ordered, now),
    ...alertsOf('glucose-high', HIGH, ordered, now),
    ...sharesOf('glucose-often-low', OFTEN_LOW, ordered),
    ...sharesOf('glucose-out-of-range', OUT_OF_RANGE, ordered),
    ...sharesOf('glucose-varies', VARIES, ordered),
    ...silences(ordered, startedAt, now),
  ];
}

/**
 * A yellow alert closes when no sign is present; one that has been red, or that nobody could see until a day after it began, stays open and notes when
 * no sign was present any more.
 */
function alertsOf(
  rule: string,
  signs: { red: Sign[]; yellow: Sign[] },
  readings: readonly PlainReading[],
  now: number,
): PlainAlert[] {
  const red = signs.red.map((sign) => presence(sign, readings));
  const yellow = signs.yellow.map((sign) => presence(sign, readings));
  const alerts: PlainAlert[] = [];
  for (const [index, { at }] of readings.entries()) {
    const isRed = red.some((present) => present[index]);
    const isYellow = yellow.some((present) => present[index]);
    const last = alerts.at(-1);
    const standing = last?.open ? last : undefined;
    if (isRed || isYellow) {
      const severity = isRed || standing?.severity === 'red' ? 'red' : 'yellow';
      const alert: PlainAlert = { rule, severity, open: true, openedAt: standing?.openedAt ?? at, clearedAt: null };
      if (standing) alerts[alerts.length - 1] = alert;
      else alerts.push(alert);
    } else if (standing && standing.clearedAt === null) {
      const waits = standing.severity === 'red' || now - standing.openedAt > 24 * HOUR;
      alerts[alerts.length - 1] = { ...standing, open: waits, clearedAt: at };
    }
  }
  return alerts;
}

/** After each reading, whether the sign is present. */
function presence(sign: Sign, readings: readonly PlainReading[]): boolean[] {
  const present: boolean[] = [];
  let here = false;
  let from = 0;
  for (const index of readings.keys()) {
    const until = readings.slice(from, index + 1);
    if (here && sign.bad(until.at(-1)?.value ?? Number.NaN)) {
      // Bad again: whatever good there was counts no more.
      from = index + 1;
    } else if (here) {
      const row = inARow(until, sign.good);
      if (row.length > 0 && span(row) >= sign.recovery) {
        here = false;
        from = index + 1;
      }
    } else {
      const row = inARow(until, sign.bad);
      if (row.length > 0 && sign.enough(row)) {
        here = true;
        from = index + 1;
      }
    }
    present.push(here);
  }
  return present;
}

/** The readings at the end of the list that all meet the test, none further than the gap from the one before. */
function inARow(readings: readonly PlainReading[], test: (value: number) => boolean): PlainReading[] {
  const row: PlainReading[] = [];
  for (const reading of readings.toReversed()) {
    const next = row[0];
    if (!test(reading.value) || (next && next.at - reading.at > GAP)) break;
    row.unshift(reading);
  }
  return row;
}

interface Share {
  /** What is held against the limit, of a window, in percent. */
  readonly percentOf: (values: readonly number[]) => number;
  readonly bad: (percent: number) => boolean;
  readonly good: (percent: number) => boolean;
}

const OFTEN_LOW: Share[] = [
  { percentOf: share((v) => v < 3.9), bad: (p) => p >= 4, good: (p) => p <= 3.5 },
  { percentOf: share((v) => v < 3), bad: (p) => p >= 1, good: (p) => p <= 0.8 },
];
const OUT_OF_RANGE: Share[] = [
  { percentOf: share((v) => v >= 3.9 && v <= 10), bad: (p) => p <= 70, good: (p) => p >= 72 },
  { percentOf: share((v) => v > 10), bad: (p) => p >= 25, good: (p) => p <= 23 },
  { percentOf: share((v) => v > 13.9), bad: (p) => p >= 5, good: (p) => p <= 4.5 },
];
const VARIES: Share[] = [{ percentOf: variationOf, bad: (p) => p > 36, good: (p) => p <= 35 }];
const QUARTER = 6 * HOUR;
const FORTNIGHT = 14 * 24 * HOUR;

/** Of each reading the last 14 days, from the beginning of a quarter of a day on; with at least 2,823 of the 4,032 readings, on ten days. Always waits for a person. */
function sharesOf(rule: string, shares: readonly Share[], readings: readonly PlainReading[]): PlainAlert[] {
  const here = shares.map(() => false);
  const alerts: PlainAlert[] = [];
  for (const [index, { at }] of readings.entries()) {
    const start = Math.floor((at - FORTNIGHT) / QUARTER) * QUARTER;
    const window = readings.slice(0, index + 1).filter((reading) => reading.at >= start);
    const days = new Set(window.map((reading) => Math.floor(reading.at / (24 * HOUR))));
    if (window.length < 2823 || days.size < 10) continue;
    for (const [number, { percentOf, bad, good }] of shares.entries()) {
      const percent = percentOf(window.map(({ value }) => value));
      if (bad(percent)) here[number] = true;
      else if (good(percent)) here[number] = false;
    }
    const present = here.includes(true);
    const standing = alerts.at(-1);
    if (present)
      alerts[0] = { rule, severity: 'yellow', open: true, openedAt: standing?.openedAt ?? at, clearedAt: null };
    else if (standing && standing.clearedAt === null) alerts[0] = { ...standing, clearedAt: at };
  }
  return alerts;
}

function share(counts: (value: number) => boolean): Share['percentOf'] {
  return (values) => (100 * values.filter(counts).length) / values.length;
}

/** The sample's standard deviation in percent of its mean. */
function variationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return (100 * Math.sqrt(squares / (values.length - 1))) / mean;
}

/**
 * The silence that lasts still: the first whole day on the clock in Oslo without a reading, when it is over; and three times 24 hours after the last one.
 * One that a reading has ended before any clock told of it is no alert.
 */
function silences(readings: readonly PlainReading[], startedAt: number, now: number): PlainAlert[] {
  const last = Math.max(startedAt, ...readings.map(({ at }) => at));
  const alerts = [
    { rule: 'glucose-missing', openedAt: midnightInOslo(last, 2) },
    { rule: 'inactive', openedAt: last + INACTIVE },
  ];
  return alerts
    .filter(({ openedAt }) => openedAt <= now)
    .map((alert) => ({ ...alert, severity: 'yellow', open: true, clearedAt: null }));
}

const onTheClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** The midnight that begins the day so many days after that of an instant, on the clock in Oslo: one or two hours before that of UTC. */
function midnightInOslo(at: number, daysLater: number): number {
  const today = onTheClock.format(at).slice(0, 10);
  const day = Date.parse(`${today}T00:00:00Z`) + daysLater * 24 * HOUR;
  return onTheClock.format(day - 2 * HOUR).endsWith('00:00') ? day - 2 * HOUR : day - HOUR;
}
