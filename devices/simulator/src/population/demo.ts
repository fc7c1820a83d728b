import type { DeviceKind } from '../devices/kinds.ts';
import { chance } from '../physiology/chance.ts';
import type { Course } from '../physiology/course.ts';
import type { Condition } from '../physiology/normals.ts';
import type { Home } from './home.ts';
import { closeWatch, DAY, type Habit, MINUTE, once, ordinarySchedule } from './schedule.ts';

/** A home before its device has been given a secret. */
export type DemoHome = Omit<Home, 'secret'> & {
  /** What this home is there to show. */
  readonly part: 'stable' | 'deteriorating' | 'silent';
  /** What the same patient, with the same devices, is followed for besides. */
  readonly alsoFollowedFor: Condition | null;
};

/** How the demonstration's population is drawn and when it begins. Durations in milliseconds. */
export interface DemoOptions {
  readonly seed: number;
  /** When somebody begins to watch, epoch milliseconds. Keep it for a population that is to go on after a restart. */
  readonly startedAt: number;
  /** How long the two that go downhill take to get all the way. */
  readonly declineMs?: number;
  /** How often they measure meanwhile. */
  readonly watchEveryMs?: number;
}

const CAST: readonly (readonly [Condition, count: number])[] = [
  ['copd', 13],
  ['acute-illness', 1],
  ['heart-failure', 10],
  ['diabetes', 8],
  ['hypertension', 8],
];

/** Who has another condition besides: one with COPD and one with diabetes, by the number of the home. */
const ALSO: Readonly<Record<string, Condition>> = { '02': 'hypertension', '27': 'hypertension' };

const STABLE: Course = { kind: 'stable' };
/** The watch ends so long after the decline: a nurse may take her time, and a restart next day has no day of seconds to send. */
const WATCH_AFTER_MS = 15 * MINUTE;

/**
 * Forty homes, the same for the same options: of the people with COPD and with heart failure the first goes downhill from the
 * moment somebody watches, and the last with hypertension has not measured for days. Nobody has been ill before, so that
 * a year of history raises no alerts of its own.
 */
export function demoPopulation({
  seed,
  startedAt,
  declineMs = 90_000,
  watchEveryMs = 5_000,
}: DemoOptions): readonly DemoHome[] {
  const homes: DemoHome[] = [];
  for (const [condition, count] of CAST) {
    for (let index = 0; index < count; index++) {
      const number = String(homes.length + 1).padStart(2, '0');
      const own = Math.floor(chance(seed, 'demo/home', homes.length) * 2 ** 31);
      const home = { patientKey: `demo-${number}`, condition, deviceId: `home-${number}`, seed: own };
      const alsoFollowedFor = ALSO[number] ?? null;
      const sensor = { sensorFrom: startedAt - 14 * DAY };
      const besides = alsoFollowedFor === null ? [] : ordinarySchedule(alsoFollowedFor, sensor);
      const schedule = joined(ordinarySchedule(condition, sensor), besides);
      homes.push({
        ...home,
        alsoFollowedFor,
        ...partOf(condition, index, count, { schedule, startedAt, declineMs, watchEveryMs }),
      });
    }
  }
  return homes;
}

/** Both schedules; a device that both use is used as the more eager of the two demands. */
function joined(first: readonly Habit[], second: readonly Habit[]): readonly Habit[] {
  const usesOf = (habits: readonly Habit[], device: DeviceKind) => habits.filter((habit) => habit.device === device);
  const devices = [...new Set([...first, ...second].map(({ device }) => device))];
  const rate = (habits: readonly Habit[]) => habits.reduce((sum, { everyMs }) => sum + 1 / everyMs, 0);
  return devices.flatMap((device) => {
    const [one, other] = [usesOf(first, device), usesOf(second, device)];
    return rate(one) >= rate(other) ? one : other;
  });
}

interface Setting extends Required<Omit<DemoOptions, 'seed'>> {
  readonly schedule: DemoHome['schedule'];
}

function partOf(
  condition: Condition,
  index: number,
  count: number,
  { schedule, startedAt, declineMs, watchEveryMs }: Setting,
): Pick<DemoHome, 'part' | 'course' | 'schedule'> {
  const hasDecline = condition === 'copd' || condition === 'heart-failure';
  if (hasDecline && index === 0) {
    const until = startedAt + declineMs + WATCH_AFTER_MS;
    const watch = closeWatch(condition, { from: startedAt, until, everyMs: watchEveryMs });
    const course: Course = { kind: 'deteriorating', from: startedAt, overMs: declineMs };
    // When it is clearly worse, the patient takes the form out without being asked.
    const form = once('symptom-form', startedAt + Math.round((3 * declineMs) / 4));
    return { part: 'deteriorating', course, schedule: [...schedule, ...watch, form] };
  }
  if (condition === 'hypertension' && index === count - 1) {
    const until = startedAt - 4 * DAY;
    return { part: 'silent', course: STABLE, schedule: schedule.map((habit) => ({ ...habit, until })) };
  }
  return { part: 'stable', course: STABLE, schedule };
}
