import type { DeviceReading, OutgoingResponse } from '@samvakt/contract';
import type { HomeDevice } from '../devices/device.ts';
import { DEVICES } from '../devices/kinds.ts';
import { chance } from '../physiology/chance.ts';
import type { Course } from '../physiology/course.ts';
import type { Condition } from '../physiology/normals.ts';
import { Physiology } from '../physiology/physiology.ts';
import { DAY, type Habit, instantsOf } from './schedule.ts';

/** A simulated home: one patient, and the gateway that speaks for all of the home's devices. */
export interface Home {
  /** Ties the home to a patient of whoever made the population; means nothing here. */
  readonly patientKey: string;
  readonly condition: Condition;
  readonly deviceId: string;
  readonly secret: string;
  readonly seed: number;
  readonly course: Course;
  readonly schedule: readonly Habit[];
}

/** All that is measured and answered in a home at one instant. */
export interface Occasion {
  readonly deviceId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly readings: readonly DeviceReading[];
  /** The questionnaires that the patient has answered then. */
  readonly responses: readonly OutgoingResponse[];
}

/** What a home measures from an instant on, in the order of time, without end unless its schedule has one. */
export function* occasionsOf(home: Omit<Home, 'secret' | 'patientKey'>, from: number): Generator<Occasion> {
  const physiology = new Physiology(home);
  const upcoming = home.schedule.map((habit) => {
    const instants = instantsOf(home.seed, habit, from);
    const device: HomeDevice = DEVICES[habit.device];
    return { device, instants, next: instants.next() };
  });
  for (;;) {
    let at = Number.POSITIVE_INFINITY;
    for (const { next } of upcoming) if (!next.done && next.value < at) at = next.value;
    if (at === Number.POSITIVE_INFINITY) return;
    const readings = new Map<string, DeviceReading>();
    const responses: OutgoingResponse[] = [];
    for (const habit of upcoming) {
      if (habit.next.done || habit.next.value !== at) continue;
      // Two devices may count the pulse at the same instant: one person has one.
      for (const reading of habit.device.measure(physiology, at)) {
        if (!readings.has(reading.metric)) readings.set(reading.metric, reading);
      }
      const response = habit.device.answer?.(physiology, at);
      if (response) responses.push(response);
      habit.next = habit.instants.next();
    }
    yield { deviceId: home.deviceId, at, readings: [...readings.values()], responses };
  }
}

/** Most change the battery when the device asks for it; some let it go nearly empty. *Assumption.* */
const ASKED_AT_PERCENT = 24;
const NEARLY_EMPTY_PERCENT = 8;
const FORGETFUL_SHARE = 0.1;

/** Battery charge of the home's gateway in percent: it falls over some months and is then changed. */
export function batteryPercentAt(seed: number, at: number): number {
  const monthsMs = (60 + 60 * chance(seed, 'battery/life', 0)) * DAY;
  const age = (at + monthsMs * chance(seed, 'battery/phase', 0)) % monthsMs;
  const isForgetful = chance(seed, 'battery/forgetful', 0) < FORGETFUL_SHARE;
  const changedAt = isForgetful ? NEARLY_EMPTY_PERCENT : ASKED_AT_PERCENT;
  return Math.round(100 - (100 - changedAt) * (age / monthsMs));
}
