import { describe, expect, it } from 'vitest';
import type { MeasurementEvent } from './event.ts';
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
    const later = Array.from({ length: 15 }, (_, index) => weight(9 * DAY + index * 8 * HOUR));
    const afterwards = foldEvents(protocol, late, later).state;
    expect(afterwards.baseUntil).toBeGreaterThan(light.at);
    expect(afterwards).toEqual(foldEvents(protocol, inOrder, later).state);
    expect(afterwards.base.leaves).not.toEqual(foldEvents(protocol, last, later).state.base.leaves);
  });
});
