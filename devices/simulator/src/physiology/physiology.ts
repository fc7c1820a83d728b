import { chance, drift, jitter } from './chance.ts';
import { type Course, severityAt } from './course.ts';
import { mealsAt } from './meals.ts';
import { type Condition, type Normals, normalsOf } from './normals.ts';

/**
 * A body, as far as devices can see it: personal normals, a daily rhythm, slow noise over days, and the course of the illness on
 * top. A pure function of (seed, instant); what a device adds, its noise and its resolution, is the device's.
 */

/** The true signs at one instant, before a device has read them. */
export type Signs = Normals & {
  /** 0 the patient's normal … 1 plainly red. */
  readonly severity: number;
};

/** What full severity adds to each sign, by condition. Assumptions, after the common picture of each exacerbation. */
const AT_FULL_SEVERITY: Readonly<Record<Condition, Partial<Normals>>> = {
  copd: {
    oxygenSaturation: -12,
    heartRate: 34,
    respiratoryRate: 13,
    temperature: 1.9,
    peakFlow: -90,
    fev1: -0.35,
    breathlessness: 6,
  },
  'heart-failure': {
    weight: 4.8,
    oxygenSaturation: -7,
    heartRate: 38,
    respiratoryRate: 9,
    systolic: 12,
    breathlessness: 7,
  },
  diabetes: { glucose: 13, heartRate: 12 },
  'acute-illness': {
    oxygenSaturation: -6,
    heartRate: 44,
    respiratoryRate: 9,
    temperature: 2.1,
    systolic: -24,
    breathlessness: 6,
  },
  hypertension: { systolic: 68, diastolic: 42, heartRate: 10 },
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Highest in the afternoon, lowest in the small hours (UTC, which is near enough for the people we simulate). */
function dailyRhythm(at: number): number {
  return Math.sin((2 * Math.PI * (at - 9 * HOUR)) / DAY);
}

/** Who is simulated; the same seed gives the same life. */
export interface Patient {
  readonly seed: number;
  readonly condition: Condition;
  readonly course: Course;
}

/** One simulated body. */
export class Physiology {
  readonly condition: Condition;
  readonly normals: Normals;
  readonly #seed: number;
  readonly #course: Course;

  constructor({ seed, condition, course }: Patient) {
    this.#seed = seed;
    this.#course = course;
    this.condition = condition;
    this.normals = normalsOf(seed, condition);
  }

  /** The true signs at an instant (epoch milliseconds). */
  at(at: number): Signs {
    const { normals } = this;
    const severity = severityAt(this.#course, at);
    const full = AT_FULL_SEVERITY[this.condition];
    const rhythm = dailyRhythm(at);
    const sign = (name: keyof Normals, swing: { rhythm?: number; slow?: number }) =>
      normals[name] +
      severity * (full[name] ?? 0) +
      rhythm * (swing.rhythm ?? 0) +
      drift(this.#seed, name, at, 3 * DAY) * (swing.slow ?? 0);
    return {
      severity,
      oxygenSaturation: sign('oxygenSaturation', { rhythm: 0.3, slow: 0.5 }),
      heartRate: sign('heartRate', { rhythm: 4, slow: 3 }),
      systolic: sign('systolic', { rhythm: 2, slow: 3 }),
      diastolic: sign('diastolic', { rhythm: 1.5, slow: 2 }),
      weight: sign('weight', { rhythm: 0.1, slow: 0.25 }),
      temperature: sign('temperature', { rhythm: 0.2, slow: 0.1 }),
      respiratoryRate: sign('respiratoryRate', { rhythm: 0.4, slow: 0.6 }),
      glucose: sign('glucose', { slow: 0.3 }) + mealsAt(this.#seed, at) * (this.condition === 'diabetes' ? 1 : 0.5),
      peakFlow: sign('peakFlow', { rhythm: 8, slow: 10 }),
      fev1: sign('fev1', { rhythm: 0.02, slow: 0.05 }),
      steps: Math.max(0, sign('steps', { slow: 700 }) * (1 - 0.75 * severity)),
      inr: sign('inr', { slow: 0.25 }),
      breathlessness: sign('breathlessness', { slow: 0.6 }),
    };
  }

  /** The noise of one measurement in (−1, 1); each `channel` has its own. */
  noise(channel: string, at: number): number {
    return jitter(this.#seed, `noise/${channel}`, at);
  }

  /** An even number in [0, 1) for one measurement. */
  chance(channel: string, at: number): number {
    return chance(this.#seed, `chance/${channel}`, at);
  }
}
