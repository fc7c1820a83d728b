import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { asItStood } from './asItStood.ts';
import type { MeasurementEvent } from './event.ts';
import { placeOfMetric } from './metricPlace.ts';
import { initialState } from './state.ts';
import { foldEvents } from './step.ts';
import { compileExample } from './testing/exampleProtocol.ts';

/* The window of the lowest weight of three days, as it stood at one reading and at the next: lowest first, each with its instant. */

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const protocol = compileExample();
const place = protocol.leaves.findIndex(({ declared }) => declared.type === 'change');
const leaf = protocol.leaves[place] ?? expect.unreachable('the example has a change');
const weight = placeOfMetric('body-weight');

const reading = (hour: number, value: number, metric: MetricCode = 'body-weight'): MeasurementEvent => {
  return { type: 'measurement', metric, at: START + hour * HOUR, value };
};

/** The window at each of the readings that are asked for, hours since the start and values in turn. */
function windows(given: readonly MeasurementEvent[], asked: readonly (readonly [hour: number, value: number])[]) {
  const stood = asItStood(foldEvents(protocol, initialState(protocol, START), given).state, leaf, place, weight);
  return asked.map(([hour, value]) => {
    const window = [...(stood(START + hour * HOUR, value).window ?? [])];
    return window.map((number, index) => (index % 2 === 0 ? (number - START) / HOUR : number));
  });
}

describe('a window as it stood at a reading', () => {
  it('holds what was measured before it, and nothing of what came after', () => {
    const given = [reading(1, 80), reading(2, 81), reading(3, 79), reading(4, 82)];
    expect(windows(given, [[2, 81]])).toEqual([[1, 80]]);
    expect(windows(given, [[4, 82]])).toEqual([[3, 79]]);
  });

  it('goes on from one that is asked for to the next, without those: whoever compares them takes them in', () => {
    const given = [reading(1, 80), reading(2, 81), reading(3, 82), reading(4, 83)];
    const asked = [
      [2, 81],
      [4, 83],
    ] as const;
    expect(windows(given, asked)).toEqual([
      [1, 80],
      [1, 80, 3, 82],
    ]);
  });

  it('holds of one instant what counts before it, by value, and not itself', () => {
    const given = [reading(1, 90), reading(2, 80), reading(2, 81), reading(2, 82)];
    expect(windows(given, [[2, 80]])).toEqual([[1, 90]]);
    expect(windows(given, [[2, 82]])).toEqual([[2, 80, 2, 81]]);
    const inTurn = [
      [2, 81],
      [2, 82],
    ] as const;
    expect(windows(given, inTurn)).toEqual([
      [2, 80],
      [2, 80],
    ]);
  });

  it('has its own readings, and no other metric’s', () => {
    const given = [reading(1, 80), reading(2, 37, 'body-temperature'), reading(3, 81)];
    expect(windows(given, [[3, 81]])).toEqual([[1, 80]]);
  });

  it('is empty at the first, and whole after the last', () => {
    expect(windows([reading(1, 80)], [[1, 80]])).toEqual([[]]);
    expect(windows([reading(1, 80)], [[9, 85]])).toEqual([[1, 80]]);
  });

  it('begins with what is settled, and takes none of it twice', () => {
    const days = Array.from({ length: 40 }, (_, index) => reading(index * 12, 80 + index / 10));
    const state = foldEvents(protocol, initialState(protocol, START), days).state;
    const [oldest] = state.tail;
    expect(state.base.leaves[place]?.window).toBeDefined();
    expect(oldest && oldest.hour * HOUR).toBeGreaterThanOrEqual(state.baseUntil);
    const last = 39 * 12;
    const [window] = windows(days, [[last, 83.9]]);
    expect(window).toEqual(
      days
        .slice(0, -1)
        .map(({ at, value }) => [(at - START) / HOUR, value] as const)
        .filter(([hour]) => hour >= last - 12 - 3 * 24)
        .flat(),
    );
  });
});
