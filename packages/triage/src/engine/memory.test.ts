import { describe, expect, it } from 'vitest';
import type { MeasurementEvent } from './event.ts';
import { Memory } from './memory.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import { initialState, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { compileExample } from './testing/exampleProtocol.ts';

const MIDNIGHT = Date.parse('2026-03-01T00:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const protocol = compileExample();

/** Of the leaves that take every weight into a window. */
const places = protocol.leaves.flatMap(({ metrics, calm }, place) =>
  metrics.includes('body-weight') && calm === null ? place : [],
);

const weight = (afterMs: number, value = 80): MeasurementEvent => ({
  type: 'measurement',
  metric: 'body-weight',
  at: MIDNIGHT + afterMs,
  value,
});

/** The states after each of the readings, `every` apart from six in the morning of the first day. */
function course(every: number, days: number, state = initialState(protocol, MIDNIGHT)): TriageState[] {
  const states: TriageState[] = [];
  let reached = state;
  for (let after = 6 * HOUR; after < days * DAY; after += every) {
    reached = step(protocol, reached, weight(after, 80 + (after % 7) / 10)).state;
    states.push(reached);
  }
  return states;
}

/** The last state before the instant. */
const before = (states: readonly TriageState[], until: number) => states.findLast(({ watermark }) => watermark < until);

describe('the base', () => {
  it.each([
    ['three times a day', 8 * HOUR, 20],
    ['once an hour', HOUR, 5],
    ['every ten minutes', HOUR / 6, 4],
  ])('is what the fold was then, and is not judged again: %s', (_, every, days) => {
    const states = course(every, days);
    const moved = states.filter((state, index) => index > 0 && state.baseUntil > (states[index - 1]?.baseUntil ?? 0));
    const known = moved.filter(({ baseUntil }) => baseUntil > MIDNIGHT + DAY);
    expect(known.length).toBeGreaterThan(1);
    expect(places.length).toBeGreaterThan(0);
    for (const { base, baseUntil } of known) {
      const earlier = before(states, baseUntil)?.current;
      for (const place of places) expect(base.leaves[place]).toBe(earlier?.leaves[place]);
    }
  });

  it('is what the fold was then also where a batch came each day', () => {
    const days = 20;
    const readings = course(8 * HOUR, days).map(({ watermark }) =>
      weight(watermark - MIDNIGHT, 80 + (watermark % 7) / 10),
    );
    let state = initialState(protocol, MIDNIGHT);
    const folds: TriageState['current'][] = [];
    const met: boolean[] = [];
    for (let day = 0; day < days; day += 1) {
      const ofDay = readings.filter(({ at }) => Math.floor((at - MIDNIGHT) / DAY) === day);
      const next = foldEvents(protocol, state, ofDay).state;
      folds.push(next.current);
      const { baseUntil, base } = next;
      const whole = folds[(baseUntil - MIDNIGHT) / DAY - 1];
      if (whole && baseUntil > state.baseUntil)
        met.push(places.every((place) => base.leaves[place] === whole.leaves[place]));
      state = next;
    }
    expect(met.length).toBeGreaterThan(1);
    expect(met).not.toContain(false);
  });

  it('is met on the way where a batch is longer than what may still change: each of its readings is judged once', () => {
    let judged = 0;
    const counting: CompiledProtocol = {
      ...protocol,
      calm: protocol.calm.map(() => null),
      concerns: protocol.concerns.map((own) =>
        own?.map((concern) => ({
          ...concern,
          leaves: concern.leaves.map((leaf) => ({
            ...leaf,
            read: (...given: Parameters<typeof leaf.read>) => {
              judged += 1;
              leaf.read(...given);
            },
          })),
        })),
      ),
    };
    const batch = Array.from({ length: 200 }, (_, index) => weight(6 * HOUR + index * HOUR));
    const { state } = foldEvents(counting, initialState(counting, MIDNIGHT), batch);
    expect(state.baseUntil).toBeGreaterThan(MIDNIGHT + 5 * DAY);
    expect(judged).toBe(batch.length * places.length);
  });

  it('is the same where nothing is remembered of what the fold was', () => {
    const remembered = course(8 * HOUR, 20);
    const forgotten = course(8 * HOUR, 20).reduce<TriageState>(
      (state, { watermark }) => {
        const event = weight(watermark - MIDNIGHT, 80 + ((watermark - MIDNIGHT) % 7) / 10);
        return step(protocol, JSON.parse(JSON.stringify(state)), event).state;
      },
      initialState(protocol, MIDNIGHT),
    );
    expect(forgotten).toEqual(remembered.at(-1));
  });

  it('is judged again where something has been put among its events', () => {
    const states = course(8 * HOUR, 9);
    const last = states.at(-1) ?? initialState(protocol, MIDNIGHT);
    const light = weight(5 * DAY + 7 * HOUR, 78);
    const late = step(protocol, last, light).state;
    const inOrder = foldEvents(protocol, initialState(protocol, MIDNIGHT), [
      ...states.map(({ watermark }) => weight(watermark - MIDNIGHT, 80 + ((watermark - MIDNIGHT) % 7) / 10)),
      light,
    ]).state;
    expect(late).toEqual(inOrder);
    const later = Array.from({ length: 18 }, (_, index) => weight(9 * DAY + index * 8 * HOUR));
    const afterwards = foldEvents(protocol, late, later).state;
    expect(afterwards.baseUntil).toBeGreaterThan(light.at);
    expect(afterwards).toEqual(foldEvents(protocol, inOrder, later).state);
    expect(afterwards.base.leaves).not.toEqual(foldEvents(protocol, last, later).state.base.leaves);
  });
});

describe('what a fold remembers of how it grew', () => {
  const pastOf = ({ current }: TriageState) => Memory.of(current.memory).past.map(({ until }) => until);

  it('is nothing of what the base has come to', () => {
    const states = course(8 * HOUR, 40);
    expect(Math.max(...states.map((state) => pastOf(state).length))).toBeGreaterThan(1);
    for (const state of states) expect(pastOf(state).every((until) => until > state.baseUntil)).toBe(true);
    const readings = Array.from({ length: 100 }, (_, index) => weight(40 * DAY + 8 * HOUR * index));
    for (let from = 0; from < readings.length; from += 10) {
      const last = states.at(-1) ?? initialState(protocol, MIDNIGHT);
      states.push(foldEvents(protocol, last, readings.slice(from, from + 10)).state);
    }
    expect(pastOf(states.at(-1) ?? initialState(protocol, MIDNIGHT)).length).toBeLessThan(20);
  });

  it('is the same object from one reading or tick to the next, where midnight does not lie between them', () => {
    const pulse = (afterMs: number): MeasurementEvent => ({ ...weight(afterMs, 70), metric: 'heart-rate' });
    const { state } = step(
      protocol,
      step(protocol, initialState(protocol, MIDNIGHT), pulse(HOUR)).state,
      pulse(2 * HOUR),
    );
    for (const event of [pulse(3 * HOUR), { type: 'tick', at: MIDNIGHT + 3 * HOUR } as const]) {
      expect(step(protocol, state, event).state.current.memory).toBe(state.current.memory);
    }
    expect(foldEvents(protocol, state, [pulse(3 * HOUR), pulse(4 * HOUR)]).state.current.memory).toBe(
      state.current.memory,
    );
    expect(step(protocol, state, pulse(DAY)).state.current.memory).not.toBe(state.current.memory);
  });
});
