import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasurementEvent, TriageEvent } from './event.ts';
import { compileExample } from './exampleProtocol.ts';
import { initialState, nextTickAt, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';

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
        const due = nextTickAt(state);
        if (due === null || due - 1 <= state.watermark) return;
        expect(step(protocol, state, { type: 'tick', at: due - 1 }).findings).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
