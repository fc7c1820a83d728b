import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasurementEvent, TriageEvent } from './event.ts';
import { compareEvents } from './order.ts';
import { initialState, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { chunksOf } from './tail/tail.ts';
import { compileExample } from './testing/exampleProtocol.ts';
import { anyHistory } from './testing/history.ts';

/*
 * A state is written with every batch, and of the current fold only what is another object than in the base. So it matters that a step leaves alone what
 * it does not concern, and does not only come to the same.
 */

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const protocol = compileExample();

const reading = (metric: MetricCode, afterMs: number, value: number): MeasurementEvent => ({
  type: 'measurement',
  metric,
  at: START + afterMs,
  value,
});
const tick = (afterMs: number): TriageEvent => ({ type: 'tick', at: START + afterMs });
const reached = (...events: TriageEvent[]) => foldEvents(protocol, initialState(protocol, START), events).state;

/** The metrics whose leaves, and the rules whose state, are other objects than before. */
function touched(before: TriageState, now: TriageState): { metrics: string[]; rules: string[] } {
  const metrics = protocol.leaves.filter((_, place) => before.current.leaves[place] !== now.current.leaves[place]);
  const rules = protocol.rules.filter((_, place) => before.current.rules[place] !== now.current.rules[place]);
  return {
    metrics: [...new Set(metrics.flatMap((leaf) => leaf.metrics))].sort(),
    rules: rules.map(({ declared }) => declared.id),
  };
}

describe('a reading that comes last', () => {
  const ill = [
    ...[reading('oxygen-saturation', 0, 84), reading('oxygen-saturation', HOUR, 84), reading('body-weight', HOUR, 80)],
    ...[reading('systolic-pressure', 2 * HOUR, 140), reading('breathlessness', 2 * HOUR, 7)],
    reading('heart-rate', 2 * HOUR, 120),
  ];

  it.each([
    ['concerns the rules of its metric', reading('body-weight', 3 * HOUR, 80.5), ['body-weight'], []],
    ['and no rule that goes on as it was', reading('oxygen-saturation', 3 * HOUR, 84), ['oxygen-saturation'], []],
    ['also at the same instant as another', reading('systolic-pressure', 2 * HOUR, 141), ['systolic-pressure'], []],
    ['also before an instant to which time has come', reading('heart-rate', 4 * HOUR, 130), ['heart-rate'], []],
    ['and the rule that it changes', reading('oxygen-saturation', 3 * HOUR, 95), ['oxygen-saturation'], ['saturation']],
  ])('%s', (_, event, metrics, rules) => {
    const before = reached(...ill, tick(5 * HOUR));
    const { state } = step(protocol, before, event);
    expect(touched(before, state)).toEqual({ metrics, rules });
    expect(state.base).toBe(before.base);
  });

  it('leaves the list of rules where no rule changes, and of the tail all but its hour', () => {
    const before = reached(...ill);
    const { state } = step(protocol, before, reading('body-weight', 3 * HOUR, 80.5));
    expect(state.current.rules).toBe(before.current.rules);
    expect(state.current.reviews).toBe(before.current.reviews);
    expect(chunksOf(before.tail).every((chunk, place) => state.tail.earlier[place] === chunk)).toBe(true);
    expect(chunksOf(state.tail)).toHaveLength(chunksOf(before.tail).length + 1);
    const sameHour = step(protocol, state, reading('body-weight', 3 * HOUR + 1, 80.5)).state;
    expect(sameHour.tail.earlier).toBe(state.tail.earlier);
  });

  it('is put in its place when something has been found missing at an instant that lies after it', () => {
    const before = reached(...ill, tick(2 * DAY));
    const { state, findings } = step(protocol, before, reading('oxygen-saturation', 20 * HOUR, 84));
    expect(findings.map(({ type, ruleId, at }) => [type, ruleId, at])).toEqual([
      ['withdrawn', 'missing-saturation', START + 31 * HOUR],
    ]);
    expect(reached(...ill, reading('oxygen-saturation', 20 * HOUR, 84), tick(2 * DAY)).current).toEqual(state.current);
  });
});

describe('what changes nothing', () => {
  it.each([
    ['a tick before anything is due', tick(4 * HOUR)],
    ['a tick before the newest instant', tick(HOUR)],
  ])('leaves the fold as it was: %s', (_, event) => {
    const before = reached(reading('oxygen-saturation', 0, 84), reading('heart-rate', 3 * HOUR, 84));
    const { state, findings } = step(protocol, before, event);
    expect(touched(before, state)).toEqual({ metrics: [], rules: [] });
    expect(state.current.rules).toBe(before.current.rules);
    expect(state.base).toBe(before.base);
    expect(findings).toEqual([]);
  });

  it('leaves the state itself: a reading that is known already', () => {
    const before = reached(reading('oxygen-saturation', 0, 84), reading('heart-rate', 3 * HOUR, 84), tick(4 * HOUR));
    expect(step(protocol, before, reading('oxygen-saturation', 0, 84)).state).toBe(before);
    expect(step(protocol, before, reading('heart-rate', 3 * HOUR, 84)).state).toBe(before);
  });

  it('leaves the state itself: no event at all', () => {
    const before = reached(reading('oxygen-saturation', 0, 84));
    expect(foldEvents(protocol, before, []).state.current.rules).toBe(before.current.rules);
  });
});

describe('in any history', () => {
  it('a step in order replaces only what another value has taken the place of, and what its metric or time concerns', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        let state = initialState(protocol, START);
        for (const event of events.toSorted(compareEvents)) {
          const next = step(protocol, state, event).state;
          for (const [place, leaf] of protocol.leaves.entries()) {
            const [before, now] = [state.current.leaves[place], next.current.leaves[place]];
            const concerned = event.type === 'measurement' && leaf.metrics.includes(event.metric);
            const timed = leaf.declared.type === 'missing' || event.type === 'alert-closed';
            if (!concerned && !timed) expect(now).toBe(before);
          }
          for (const [place, rule] of next.current.rules.entries()) {
            const before = state.current.rules[place];
            // A close can come to the same again, by what the person cannot have seen.
            if (rule !== before && event.type !== 'alert-closed') expect(rule).not.toEqual(before);
          }
          if (next.baseUntil === state.baseUntil) expect(next.base).toBe(state.base);
          state = next;
        }
      }),
      { numRuns: 200 },
    );
  });
});
