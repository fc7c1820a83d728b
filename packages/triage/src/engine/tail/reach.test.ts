import { describe, expect, it } from 'vitest';
import type { MeasurementEvent, OrderedEvent } from '../event.ts';
import { DAY } from '../leaves/window.ts';
import { HOUR } from './chunk.ts';
import { cutoffOf, firstCutoff } from './reach.ts';
import { NO_TAIL, withEvents } from './tail.ts';

/* From when on what arrives late can still be put in its place. Midnight of a day far enough from 1970. */

const START = 20_000 * DAY;
const LONG_AGO = START - 100 * DAY;
const reading = (hour: number, minute = 0): MeasurementEvent => ({
  type: 'measurement',
  metric: 'heart-rate',
  at: START + hour * HOUR + minute * 60_000,
  value: 70 + minute,
});
const every = (hours: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => reading(from + index * hours));
/** In hours since the start. */
const cutoff = (events: readonly OrderedEvent[], nowHour: number, since = LONG_AGO, known = 0) =>
  (cutoffOf(withEvents(NO_TAIL, events.slice(0, known)), events.slice(known), START + nowHour * HOUR, since) - START) /
  HOUR;

describe('how far the past is settled', () => {
  it('is never the last day, whatever was measured', () => {
    expect(cutoff(every(0.25, 480), 119.9)).toBe(84);
    expect(cutoff(every(0.25, 480), 120)).toBe(96);
    expect(cutoff(every(0.25, 480), 121)).toBe(96);
  });

  it('is all but two weeks where hardly anything is measured, two days at a time', () => {
    expect(cutoff([], 20 * 24)).toBe(6 * 24);
    expect(cutoff([], 21 * 24 + 23.9)).toBe(6 * 24);
    expect(cutoff([], 22 * 24)).toBe(8 * 24);
    expect(cutoff(every(24, 20), 20 * 24)).toBe(6 * 24);
    expect(cutoff(every(24, 23), 23 * 24)).toBe(8 * 24);
  });

  it('is all but the newest 24 hours in which something was measured, two days at a time', () => {
    // Every eight hours: the 24 newest of 30 began at hour 48, with the third day.
    expect(cutoff(every(8, 30), 29 * 8)).toBe(48);
    expect(cutoff(every(8, 29), 28 * 8)).toBe(0);
    expect(cutoff(every(8, 35), 34 * 8)).toBe(48);
    expect(cutoff(every(8, 23), 22 * 8)).toBe(-192);
  });

  it('is all but the newest 36 such hours by quarters of a day, where there are more', () => {
    // Every third hour, 45 of them: the 36 newest began at hour 27, and the 24 newest on the third day.
    expect(cutoff(every(3, 45), 44 * 3)).toBe(48);
    expect(cutoff(every(5, 37), 36 * 5)).toBe(48);
    expect(cutoff(every(7, 30), 29 * 7)).toBe(0);
    expect(cutoff(every(2, 70), 69 * 2)).toBe(66);
    expect(cutoff(every(2, 71), 70 * 2)).toBe(66);
    expect(cutoff(every(2, 72), 71 * 2)).toBe(96);
  });

  it('counts an hour once, however often something was measured in it, and ticks for nothing', () => {
    const often = every(8, 30).flatMap(({ at }) => [0, 20, 40].map((minute) => reading((at - START) / HOUR, minute)));
    expect(cutoff(often, 29 * 8 + 0.9)).toBe(48);
    const ticks = every(8, 30).flatMap((one): OrderedEvent[] => [one, { type: 'tick', at: one.at + 2 * HOUR }]);
    expect(cutoff(ticks, 29 * 8 + 2)).toBe(48);
  });

  it('never moves back', () => {
    const since = START + 50 * HOUR;
    expect(cutoff(every(8, 29), 28 * 8, since)).toBe(50);
    expect(cutoff([], 74, since)).toBe(50);
    expect(cutoff([], 73.9, since)).toBe(50);
    expect(cutoff([], 5, since)).toBe(50);
  });

  it.each([
    ['every hour', 1, 80],
    ['every third hour', 3, 60],
    ['every eighth hour', 8, 40],
    ['twice a day', 12, 45],
    ['daily', 24, 30],
  ])('is the same whether what was measured %s was known before or comes now', (_, hours, count) => {
    const events = every(hours, count);
    const now = (count - 1) * hours;
    const all = cutoff(events, now, LONG_AGO, count);
    for (let known = 0; known < count; known += 1) expect(cutoff(events, now, LONG_AGO, known)).toBe(all);
    // Also where the hour of the last that was known goes on.
    const split = events.flatMap((event) => [event, reading((event.at - START) / HOUR, 30)]);
    for (let known = 0; known < 2 * count; known += 1) expect(cutoff(split, now + 0.5, LONG_AGO, known)).toBe(all);
  });
});

describe('where a follow-up begins', () => {
  it('is a day before its start, by quarters', () => {
    expect(firstCutoff(START)).toBe(START - DAY);
    expect(firstCutoff(START + 6 * HOUR - 1)).toBe(START - DAY);
    expect(firstCutoff(START + 6 * HOUR)).toBe(START - 18 * HOUR);
  });
});
