import type { DeviceKind } from '../devices/kinds.ts';
import { chance } from '../physiology/chance.ts';
import type { Condition } from '../physiology/normals.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * One habit of a home: this device each `everyMs`, `offsetMs` into each such span counted from the epoch (so a daily habit has its
 * hour in UTC), up to `lateMs` later as it happens. Only inside [from, until).
 */
export interface Habit {
  readonly device: DeviceKind;
  readonly everyMs: number;
  readonly offsetMs?: number;
  /** Less than `everyMs`, so that occasions keep their order. */
  readonly lateMs?: number;
  readonly from?: number;
  readonly until?: number;
}

/** The instants of a habit from `from` on, in order, without end unless the habit has one. `habit` numbers it within its home. */
export function* instantsOf(seed: number, habit: Habit, from: number): Generator<number> {
  const { device, everyMs, offsetMs = 0, lateMs = 0 } = habit;
  const begin = Math.max(from, habit.from ?? Number.NEGATIVE_INFINITY);
  const until = habit.until ?? Number.POSITIVE_INFINITY;
  for (let step = Math.floor((begin - offsetMs - lateMs) / everyMs); ; step++) {
    // Whole seconds, as devices stamp them.
    const late = Math.floor((lateMs * chance(seed, `late/${device}/${everyMs}`, step)) / 1000) * 1000;
    const at = step * everyMs + offsetMs + late;
    if (at >= until) return;
    if (at >= begin) yield at;
  }
}

const morning = { everyMs: DAY, offsetMs: 6 * HOUR, lateMs: 90 * MINUTE };
const evening = { everyMs: DAY, offsetMs: 18 * HOUR, lateMs: 90 * MINUTE };
const weekly = { everyMs: 7 * DAY, offsetMs: 3 * DAY + 9 * HOUR, lateMs: 2 * HOUR };

/** Three rounds a day; each device within a quarter of an hour. */
const round = { everyMs: 8 * HOUR, offsetMs: 6 * HOUR, lateMs: 15 * MINUTE };

const HABITS: Readonly<Record<Condition, readonly Habit[]>> = {
  copd: [
    { device: 'oximeter', ...morning },
    { device: 'oximeter', ...evening },
    { device: 'tablet', ...morning },
    { device: 'thermometer', ...morning },
    { device: 'spirometer', ...weekly },
    { device: 'symptom-form', ...weekly },
    { device: 'activity-tracker', ...evening },
  ],
  'heart-failure': [
    { device: 'scale', ...morning },
    { device: 'cuff', ...morning },
    { device: 'oximeter', ...morning },
    { device: 'tablet', ...morning },
    { device: 'activity-tracker', ...evening },
    { device: 'coagulometer', ...weekly, everyMs: 14 * DAY },
    { device: 'symptom-form', ...weekly },
  ],
  diabetes: [
    { device: 'tablet', ...morning },
    { device: 'cuff', ...weekly },
    { device: 'scale', ...weekly },
    { device: 'activity-tracker', ...evening },
  ],
  'acute-illness': [
    { device: 'oximeter', ...round },
    { device: 'cuff', ...round },
    { device: 'thermometer', ...round },
    { device: 'tablet', ...round },
  ],
  hypertension: [
    { device: 'cuff', ...morning },
    { device: 'cuff', ...evening },
    { device: 'tablet', ...morning },
    { device: 'scale', ...weekly },
    { device: 'activity-tracker', ...evening },
  ],
};

/**
 * What a home with a condition measures on ordinary days. A person with diabetes wears a sensor, every 5 minutes, from `sensorFrom`
 * on, and pricks a finger twice a day before that.
 */
export function ordinarySchedule(
  condition: Condition,
  { sensorFrom }: { readonly sensorFrom: number },
): readonly Habit[] {
  if (condition !== 'diabetes') return HABITS[condition];
  return [
    ...HABITS.diabetes,
    { device: 'glucose-meter', ...morning, until: sensorFrom },
    { device: 'glucose-meter', ...evening, until: sensorFrom },
    { device: 'glucose-sensor', everyMs: 5 * MINUTE, from: sensorFrom },
  ];
}

/** Used once, at that instant. */
export function once(device: DeviceKind, at: number): Habit {
  return { device, everyMs: DAY, offsetMs: ((at % DAY) + DAY) % DAY, from: at, until: at + 1 };
}

const WATCHED: Readonly<Record<Condition, readonly DeviceKind[]>> = {
  copd: ['oximeter'],
  'heart-failure': ['scale', 'oximeter'],
  // Not the sensor: it lags behind by minutes.
  diabetes: ['glucose-meter'],
  hypertension: ['cuff'],
  'acute-illness': ['oximeter', 'cuff', 'thermometer', 'tablet'],
};

/** The devices that matter most for a condition, used every few seconds or minutes in [from, until): for showing a course live. */
export function closeWatch(
  condition: Condition,
  { from, until, everyMs }: { readonly from: number; readonly until: number; readonly everyMs: number },
): readonly Habit[] {
  return WATCHED[condition].map((device) => ({ device, everyMs, from, until }));
}
