import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeAsSeen } from './closeAsSeen.ts';
import type { MeasurementEvent, TriageEvent } from './event.ts';
import { nextTickAt } from './nextTick.ts';
import { compareEvents } from './order.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { compileExample } from './testing/exampleProtocol.ts';
import { anyHistory } from './testing/history.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const protocol = compileExample();
const fresh = () => initialState(protocol, START);

const RANGES: [MetricCode, number, number][] = [
  ['oxygen-saturation', 80, 96],
  ['body-temperature', 36, 40],
  ['body-weight', 78, 84],
  ['systolic-pressure', 125, 150],
  ['breathlessness', 0, 10],
  ['heart-rate', 60, 130],
  ['inr', 2, 3],
];

const measurement = (spanMs: number): fc.Arbitrary<MeasurementEvent> =>
  fc
    .record({ range: fc.constantFrom(...RANGES), minute: fc.nat(spanMs / MINUTE), part: fc.nat(20) })
    .map(({ range: [metric, low, high], minute, part }) => {
      const at = START + minute * MINUTE;
      return { type: 'measurement', metric, at, value: low + ((high - low) * part) / 20, receivedAt: at };
    });

const closing = fc
  .record({ ruleId: fc.constantFrom(...protocol.rules.map((rule) => rule.declared.id)), minute: fc.nat(13 * 24 * 60) })
  .map(({ ruleId, minute }): TriageEvent => ({ type: 'alert-closed', ruleId, at: START + minute * MINUTE }));

/** Events inside one lateness window, and a tick that ends them. */
const day = fc.array(measurement(23 * HOUR), { maxLength: 60, size: 'max' });
const weeks = fc.array(measurement(20 * 24 * HOUR), { maxLength: 80, size: 'max' });
const ordered = (events: readonly TriageEvent[]) => [...events].sort((a, b) => a.at - b.at);

function oneByOne(events: readonly TriageEvent[], state: TriageState = fresh()): TriageState {
  return events.reduce((so, event) => step(protocol, so, event).state, state);
}

const shown = (state: TriageState) => openAlerts(protocol, state);

describe('the same events', () => {
  it('in any order inside the lateness window give the same state', () => {
    const shuffled = day.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    );
    fc.assert(
      fc.property(shuffled, ([events, permuted]) => {
        const inOrder = oneByOne(ordered(events));
        const anyOrder = oneByOne(permuted);
        expect(anyOrder).toEqual(inOrder);
        expect(shown(anyOrder)).toEqual(shown(inOrder));
      }),
      { numRuns: 300 },
    );
  });

  it('in any order within two weeks give the same state, where little is measured', () => {
    const fortnight = fc.array(fc.oneof({ weight: 6, arbitrary: measurement(13 * 24 * HOUR) }, closing), {
      maxLength: 24,
      size: 'max',
    });
    const shuffled = fortnight.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    );
    fc.assert(
      fc.property(shuffled, ([events, permuted]) => {
        const inOrder = foldEvents(protocol, fresh(), events).state;
        expect(oneByOne(permuted)).toEqual(inOrder);
        expect(shown(oneByOne(permuted))).toEqual(shown(inOrder));
      }),
      { numRuns: 300 },
    );
  });

  it('split into batches anywhere give the same state and the same open alerts', () => {
    fc.assert(
      fc.property(weeks, fc.nat(80), (events, cut) => {
        const sorted = ordered(events);
        const whole = foldEvents(protocol, fresh(), sorted).state;
        const first = foldEvents(protocol, fresh(), sorted.slice(0, cut)).state;
        expect(shown(foldEvents(protocol, first, sorted.slice(cut)).state)).toEqual(shown(whole));
        expect(oneByOne(sorted)).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it('split into batches anywhere give the same state, also with closes, delays, and time that has passed before', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(120), fc.nat(12), (events, cut, days) => {
        const sorted = [...events].sort(compareEvents);
        const waited = step(protocol, fresh(), { type: 'tick', at: START + days * 24 * HOUR }).state;
        const first = foldEvents(protocol, waited, sorted.slice(0, cut)).state;
        const whole = foldEvents(protocol, waited, sorted).state;
        expect(foldEvents(protocol, first, sorted.slice(cut)).state).toEqual(whole);
        expect(oneByOne(sorted, waited)).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  it('twice change nothing', () => {
    fc.assert(
      fc.property(day, (events) => {
        const once = foldEvents(protocol, fresh(), events).state;
        const twice = foldEvents(protocol, once, events);
        expect(twice.state).toEqual(once);
        expect(twice.findings).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('with a restart anywhere give the same state, also with closes and delays', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(7), (events, every) => {
        const sorted = [...events].sort(compareEvents);
        const restarted = sorted.reduce(
          (state, event, index) =>
            step(protocol, index % (every + 1) === 0 ? JSON.parse(JSON.stringify(state)) : state, event).state,
          fresh(),
        );
        expect(restarted).toEqual(oneByOne(sorted));
      }),
      { numRuns: 300 },
    );
  });

  it('with a restart between any two steps give the same state', () => {
    fc.assert(
      fc.property(weeks, (events) => {
        const sorted = ordered(events);
        const restarted = sorted.reduce(
          (state, event) => step(protocol, JSON.parse(JSON.stringify(state)), event).state,
          fresh(),
        );
        expect(restarted).toEqual(JSON.parse(JSON.stringify(oneByOne(sorted))));
      }),
      { numRuns: 200 },
    );
  });
});

describe('whatever happens', () => {
  it('the state that is given is never changed', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(100), (events, cut) => {
        const first = deepFreeze(foldEvents(protocol, fresh(), events.slice(0, cut)).state);
        const before = JSON.stringify(first);
        let state = first;
        for (const event of events.slice(cut)) state = deepFreeze(step(protocol, state, event).state);
        foldEvents(protocol, first, events.slice(cut));
        expect(JSON.stringify(first)).toBe(before);
      }),
      { numRuns: 300 },
    );
  });

  it('an older state judges again as it did, also after others have grown from it', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(100), (events, other) => {
        const sorted = [...events].sort(compareEvents);
        const states = [fresh()];
        for (const event of sorted) states.push(step(protocol, states.at(-1) ?? fresh(), event).state);
        const elsewhere = sorted[other % Math.max(1, sorted.length)];
        for (const [index, event] of sorted.entries()) {
          const state = states[index] ?? fresh();
          if (elsewhere) step(protocol, state, elsewhere);
          expect(step(protocol, state, event).state).toEqual(states[index + 1]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('the findings, added up, are the open alerts', () => {
    fc.assert(
      fc.property(weeks, (events) => {
        const { state, findings } = foldEvents(protocol, fresh(), events);
        const open = new Map<string, string>();
        for (const { type, ruleId, severity, closed } of findings) {
          const ends = type === 'withdrawn' || (type === 'cleared' && closed);
          if (ends) open.delete(ruleId);
          else open.set(ruleId, severity);
        }
        expect([...open].sort()).toEqual(shown(state).map(({ ruleId, severity }) => [ruleId, severity]));
      }),
      { numRuns: 300 },
    );
  });

  it('so are those of a life in which persons close alerts, and data comes that they cannot have seen', () => {
    const givenAt = (event: TriageEvent) => ('receivedAt' in event ? (event.receivedAt ?? event.at) : event.at);
    fc.assert(
      fc.property(anyHistory, (events) => {
        let state = fresh();
        const open = new Map<string, string>();
        for (const event of events.toSorted((a, b) => givenAt(a) - givenAt(b))) {
          const given = event.type === 'alert-closed' ? closeAsSeen(state, event) : event;
          if (given.type === 'alert-closed') open.delete(given.ruleId);
          const result = step(protocol, state, given);
          state = result.state;
          for (const { type, ruleId, severity, closed } of result.findings) {
            const ends = type === 'withdrawn' || (type === 'cleared' && closed);
            if (ends) open.delete(ruleId);
            else open.set(ruleId, severity);
          }
          expect([...open].sort()).toEqual(shown(state).map(({ ruleId, severity }) => [ruleId, severity]));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('time alone never closes or lowers an alert', () => {
    fc.assert(
      fc.property(weeks, fc.nat(100), (events, days) => {
        const { state } = foldEvents(protocol, fresh(), events);
        const later = step(protocol, state, { type: 'tick', at: state.watermark + days * 24 * HOUR }).state;
        const after = new Map(shown(later).map((alert) => [alert.ruleId, alert.severity]));
        for (const { ruleId, severity } of shown(state)) {
          expect(after.has(ruleId)).toBe(true);
          if (severity === 'red') expect(after.get(ruleId)).toBe('red');
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a tick before the next due instant changes no alert', () => {
    fc.assert(
      fc.property(weeks, (events) => {
        const { state } = foldEvents(protocol, fresh(), events);
        const due = nextTickAt(protocol, state);
        if (due === null || due - 1 <= state.watermark) return;
        expect(step(protocol, state, { type: 'tick', at: due - 1 }).findings).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

/** Whoever changes it afterwards throws. */
function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}
