import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { asItStood, type Past } from './asItStood.ts';
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
const given = (events: readonly MeasurementEvent[]) =>
  foldEvents(protocol, initialState(protocol, START), events).state;

/** The window at each of the readings that are asked for, hours since the start and values in turn. */
function windows(events: readonly MeasurementEvent[], asked: readonly (readonly [hour: number, value: number])[]) {
  return windowsOf(given(events), asked);
}

function windowsOf(past: Past, asked: readonly (readonly [hour: number, value: number])[]) {
  const stood = asItStood(past, leaf, place, weight);
  return asked.map(([hour, value]) => {
    const window = [...(stood(START + hour * HOUR, value).window ?? [])];
    return window.map((number, index) => (index % 2 === 0 ? (number - START) / HOUR : number));
  });
}

describe('a window as it stood at a reading', () => {
  it('holds what was measured before it, and nothing of what came after', () => {
    const events = [reading(1, 80), reading(2.25, 81), reading(2.75, 79), reading(4, 82)];
    expect(windows(events, [[2.25, 81]])).toEqual([[1, 80]]);
    expect(windows(events, [[4, 82]])).toEqual([[2.75, 79]]);
  });

  it('goes on from one that is asked for to the next, without those: whoever compares them takes them in', () => {
    const events = [reading(1, 80), reading(2, 81), reading(3, 82), reading(4, 83)];
    const asked = [
      [2, 81],
      [4, 83],
    ] as const;
    expect(windows(events, asked)).toEqual([
      [1, 80],
      [1, 80, 3, 82],
    ]);
  });

  it('of one that is not among those that are kept holds nothing of what came after it, and loses nothing by it', () => {
    const events = [reading(1, 80), reading(2, 82), reading(3, 81), reading(5, 83)];
    const later = [5, 83] as const;
    expect(windows(events, [[1.5, 81], later])).toEqual([
      [1, 80],
      [1, 80, 3, 81],
    ]);
    expect(windows([reading(1, 80), reading(2, 79)], [[1.5, 81]])).toEqual([[1, 80]]);
    expect(windows([reading(1, 80), reading(2, 79)], [[1.5, 79], later])).toEqual([
      [1, 80],
      [2, 79],
    ]);
    expect(windows([reading(1, 80), reading(2, 82)], [[2, 81], later])).toEqual([
      [1, 80],
      [1, 80, 2, 82],
    ]);
  });

  it('holds of one instant what counts before it, by value, and not itself', () => {
    const events = [reading(1, 90), reading(2, 80), reading(2, 81), reading(2, 82)];
    expect(windows(events, [[2, 80]])).toEqual([[1, 90]]);
    expect(windows(events, [[2, 82]])).toEqual([[2, 80, 2, 81]]);
    const inTurn = [
      [2, 81],
      [2, 82],
    ] as const;
    expect(windows(events, inTurn)).toEqual([
      [2, 80],
      [2, 80],
    ]);
  });

  it('has its own readings, and no other metric’s', () => {
    const events = [reading(1, 80), reading(2, 37, 'body-temperature'), reading(3, 81)];
    expect(windows(events, [[3, 81]])).toEqual([[1, 80]]);
  });

  it('is empty at the first, and whole after the last', () => {
    expect(windows([reading(1, 80)], [[1, 80]])).toEqual([[]]);
    expect(windows([reading(1, 80)], [[9, 85]])).toEqual([[1, 80]]);
  });

  it('begins with what is settled, and takes none of it twice', () => {
    const days = Array.from({ length: 60 }, (_, index) => reading(index * 2, 80 + index / 10));
    const state = given(days);
    const last = 59 * 2;
    const from = last - 2 - 3 * 24;
    expect(state.baseUntil).toBeGreaterThan(START + from * HOUR);
    expect(windows(days, [[last, 85.9]])).toEqual([
      days
        .slice(0, -1)
        .map(({ at, value }) => [(at - START) / HOUR, value] as const)
        .filter(([hour]) => hour >= from)
        .flat(),
    ]);
  });

  it('takes nothing that was judged before what judges was changed, and is kept to know a duplicate by', () => {
    const { base, tail } = given([reading(1, 80), reading(2, 81), reading(3, 82)]);
    expect(windowsOf({ base, tail, baseUntil: START + 2 * HOUR }, [[3, 82]])).toEqual([[2, 81]]);
  });
});
