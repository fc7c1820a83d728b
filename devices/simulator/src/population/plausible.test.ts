import { type DeviceReading, type MetricCode, metric, toCanonical } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { DEVICES, type DeviceKind } from '../devices/kinds.ts';
import type { Course } from '../physiology/course.ts';
import { CONDITIONS, type Condition } from '../physiology/normals.ts';
import { Physiology } from '../physiology/physiology.ts';
import { occasionsOf } from './home.ts';
import { closeWatch, DAY, MINUTE, ordinarySchedule } from './schedule.ts';

const begin = Date.parse('2026-01-01T00:00:00Z');
const end = begin + 120 * DAY;
const stable: Course = { kind: 'stable' };
const kinds = Object.keys(DEVICES) as DeviceKind[];

function canonical(reading: DeviceReading): number {
  const entry = metric(reading.metric);
  if ('choice' in reading) {
    const options = entry.kind === 'choice' ? entry.options : [];
    return options.find((option) => option.code === reading.choice)?.ordinal ?? Number.NaN;
  }
  return toCanonical(reading.metric, reading.value, reading.unit) ?? Number.NaN;
}

/** All values of a stable home over 120 days, by metric, in the order of time. */
function valuesOf(condition: Condition, seed: number): Map<MetricCode, { at: number; value: number }[]> {
  const schedule = ordinarySchedule(condition, { sensorFrom: end - 14 * DAY });
  const values = new Map<MetricCode, { at: number; value: number }[]>();
  for (const occasion of occasionsOf({ deviceId: 'home', seed, condition, course: stable, schedule }, begin)) {
    if (occasion.at >= end) break;
    for (const reading of occasion.readings) {
      const list = values.get(reading.metric) ?? [];
      list.push({ at: occasion.at, value: canonical(reading) });
      values.set(reading.metric, list);
    }
  }
  return values;
}

const share = <T>(list: readonly T[], test: (item: T) => boolean) => list.filter(test).length / list.length;
const people = Array.from({ length: 12 }, (_, index) => index * 7919 + 1);

describe.each(kinds)('the %s', (kind) => {
  it.each(CONDITIONS)('measures what the contract takes, in its units, whatever the state: %s', (condition) => {
    for (const seed of people) {
      for (const course of [stable, { kind: 'deteriorating', from: begin, overMs: DAY }] as const) {
        const physiology = new Physiology({ seed, condition, course });
        for (let at = begin; at < begin + 2 * DAY; at += 97 * MINUTE) {
          for (const reading of DEVICES[kind].measure(physiology, at)) {
            const { min, max } = metric(reading.metric).range;
            expect(canonical(reading)).toBeGreaterThanOrEqual(min);
            expect(canonical(reading)).toBeLessThanOrEqual(max);
          }
        }
      }
    }
  });
});

describe.each(people)('a stable person (%i)', (seed) => {
  it.each(CONDITIONS)('with %s has vital signs that NEWS2 gives no points for, but for saturation', (condition) => {
    const values = valuesOf(condition, seed);
    const all = (code: MetricCode) => (values.get(code) ?? []).map((each) => each.value);
    for (const rate of all('heart-rate')) expect(rate).toSatisfy((value: number) => value >= 51 && value <= 90);
    for (const rate of all('respiratory-rate')) expect(rate).toSatisfy((value: number) => value >= 12 && value <= 20);
    for (const degrees of all('body-temperature')) {
      expect(degrees).toSatisfy((value: number) => value >= 36.1 && value <= 38);
    }
    for (const step of all('wellbeing')) expect(step).toBeLessThanOrEqual(1);
  });

  it('with COPD keeps to the saturation that is normal for them', () => {
    const own = new Physiology({ seed, condition: 'copd', course: stable }).normals.oxygenSaturation;
    const values = valuesOf('copd', seed);
    for (const { value } of values.get('oxygen-saturation') ?? []) {
      expect(Math.abs(value - own)).toBeLessThan(2);
      expect(value).toBeGreaterThanOrEqual(91);
      expect(value).toBeLessThanOrEqual(96);
    }
    for (const { value } of values.get('breathlessness') ?? []) expect(value).toBeLessThanOrEqual(4);
  });

  it('with heart failure drifts less than 1 kg within any three days', () => {
    const weights = valuesOf('heart-failure', seed).get('body-weight') ?? [];
    for (const { at, value } of weights) {
      const window = weights.filter((other) => other.at > at - 3 * DAY - MINUTE && other.at <= at);
      expect(value - Math.min(...window.map((other) => other.value))).toBeLessThan(1);
    }
    expect(weights.length).toBeGreaterThan(110);
  });

  it('with hypertension is mostly below 135/85 and never at 160/100', () => {
    const values = valuesOf('hypertension', seed);
    const systolic = values.get('systolic-pressure') ?? [];
    const diastolic = values.get('diastolic-pressure') ?? [];
    expect(share(systolic, ({ value }) => value < 135)).toBeGreaterThan(0.9);
    expect(share(diastolic, ({ value }) => value < 85)).toBeGreaterThan(0.9);
    for (const { value } of systolic) expect(value).toBeLessThan(145);
    for (const { value } of diastolic) expect(value).toBeLessThan(90);
  });

  it('with diabetes is in range far more than 70 % of the time, below range less than 1 %', () => {
    const glucose = valuesOf('diabetes', seed).get('glucose') ?? [];
    expect(glucose.length).toBeGreaterThan(14 * 288);
    expect(share(glucose, ({ value }) => value >= 3.9 && value <= 10)).toBeGreaterThan(0.9);
    expect(share(glucose, ({ value }) => value < 3.9)).toBeLessThan(0.01);
    expect(share(glucose, ({ value }) => value > 13.9)).toBe(0);
  });
});

describe('a person who goes downhill within 90 seconds, watched each 5 seconds', () => {
  const startedAt = begin;
  const course: Course = { kind: 'deteriorating', from: startedAt, overMs: 90_000 };

  function watched(condition: Condition, seed: number, code: MetricCode): number[] {
    const schedule = closeWatch(condition, { from: startedAt, until: startedAt + 90_001, everyMs: 5_000 });
    const occasions = occasionsOf({ deviceId: 'home', seed, condition, course, schedule }, startedAt);
    return [...occasions].flatMap(({ readings }) =>
      readings.filter((reading) => reading.metric === code).map(canonical),
    );
  }

  it.each(people)('with COPD goes from normal through every step of yellow to deep red (%i)', (seed) => {
    const values = watched('copd', seed, 'oxygen-saturation');
    expect(values).toHaveLength(19);
    expect(values[0]).toBeGreaterThanOrEqual(91);
    expect(values.at(-1)).toBeLessThanOrEqual(84);
    // The two zones that a protocol tells apart are both passed, in this order, with several readings each.
    expect(values.filter((value) => value >= 86 && value <= 90).length).toBeGreaterThanOrEqual(3);
    expect(values.findIndex((value) => value < 90)).toBeLessThan(values.findIndex((value) => value < 86));
  });

  it.each(people)('with heart failure gains 2 kg by the middle and more than 4 in the end (%i)', (seed) => {
    const values = watched('heart-failure', seed, 'body-weight');
    const gained = values.map((value) => value - (values[0] ?? Number.NaN));
    expect(gained[5]).toBeLessThan(2);
    expect(gained[11]).toBeGreaterThan(2);
    expect(gained.at(-1)).toBeGreaterThan(4);
  });

  it.each([
    ['diabetes', 'glucose', 15],
    ['hypertension', 'systolic-pressure', 180],
    ['hypertension', 'diastolic-pressure', 110],
  ] as const)('with %s has a %s of %d or more in the end', (condition, code, atLeast) => {
    for (const seed of people) expect(watched(condition, seed, code).at(-1)).toBeGreaterThanOrEqual(atLeast);
  });
});
