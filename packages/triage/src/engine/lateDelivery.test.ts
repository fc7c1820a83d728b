import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasurementEvent, TriageEvent } from './event.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { compileExample } from './testing/exampleProtocol.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const protocol = compileExample();

const reading = (metric: MetricCode, afterMs: number, value: number, receivedMs = afterMs): MeasurementEvent => ({
  type: 'measurement',
  metric,
  at: START + afterMs,
  value,
  receivedAt: START + receivedMs,
});
const tick = (afterMs: number): TriageEvent => ({ type: 'tick', at: START + afterMs });
const oneByOne = (events: readonly TriageEvent[]): TriageState =>
  events.reduce((state, event) => step(protocol, state, event).state, initialState(protocol, START));
const standing = (state: TriageState) =>
  openAlerts(protocol, state).map(({ ruleId, phase, late }) => `${ruleId} ${phase}${late ? ' late' : ''}`);

describe('a gateway that was silent from Friday to Monday', () => {
  const friday = [reading('oxygen-saturation', 0, 95), reading('body-weight', 0, 80)];
  const silence = [24, 48, 66].map((hour) => tick(hour * HOUR));
  const monday = 66 * HOUR;

  it('has what it kept judged in its place: a change finds its reference, and nothing asks for a review', () => {
    const kept = [1, 2].flatMap((day) => [
      reading('oxygen-saturation', day * DAY, 95, monday),
      reading('body-weight', day * DAY, day === 1 ? 79.5 : 80.1, monday),
    ]);
    const state = oneByOne([...friday, ...silence, ...kept, reading('body-weight', monday + HOUR, 81.6)]);
    expect(standing(state)).toEqual(['weight-gain open']);
  });

  it('raises what it kept marked late, and yellow then waits for a person whatever its rule says', () => {
    const kept = [20, 21, 22, 40, 41].map((hour, index) =>
      reading('oxygen-saturation', hour * HOUR, [87, 87, 87, 95, 95][index] ?? 0, monday),
    );
    const later = oneByOne([...friday, ...silence, ...kept, reading('oxygen-saturation', monday, 95)]);
    expect(standing(later)).toEqual(['saturation cleared late']);
    const inTime = kept.map((event) => ({ ...event, receivedAt: event.at }));
    expect(standing(oneByOne([...friday, ...inTime, reading('oxygen-saturation', monday, 95)]))).toEqual([]);
  });

  it('judges what a person who closed an alert in the meantime cannot have seen', () => {
    const opened = [reading('oxygen-saturation', HOUR, 84), reading('oxygen-saturation', 2 * HOUR, 84)];
    const closed: TriageEvent = { type: 'alert-closed', ruleId: 'saturation', at: START + 60 * HOUR };
    const kept = [10, 11].map((hour) => reading('oxygen-saturation', hour * HOUR, 83, monday));
    expect(standing(oneByOne([...friday, ...opened, ...silence, closed, ...kept]))).toContain('saturation open late');
  });
});

describe('a reading that was received after it was measured', () => {
  it.each([
    ['a day after, is not late', DAY, ''],
    ['more than a day after, is', DAY + 1, ' late'],
  ])('%s', (_, delay, mark) => {
    const low = [0, HOUR].map((at) => reading('oxygen-saturation', at, 84, at + delay));
    for (const received of [low, low.toReversed()])
      expect(standing(oneByOne(received))).toEqual([`saturation open${mark}`]);
  });
});

describe('whatever comes days late, where little is measured', () => {
  const METRICS: [MetricCode, number, number][] = [
    ['oxygen-saturation', 80, 96],
    ['body-weight', 78, 84],
    ['systolic-pressure', 125, 150],
    ['heart-rate', 60, 130],
    ['breathlessness', 0, 10],
  ];
  const late = fc
    .record({
      of: fc.constantFrom(...METRICS),
      hour: fc.nat(11 * 24),
      part: fc.nat(12),
      delay: fc.constantFrom(0, 0, 2, 30, 70, 200),
    })
    .map(({ of: [metric, low, high], hour, part, delay }) =>
      reading(metric, hour * HOUR, low + ((high - low) * part) / 12, (hour + delay) * HOUR),
    );

  it('leaves everything open that would be open had it come in time, and what is open besides is marked late', () => {
    fc.assert(
      fc.property(fc.array(late, { maxLength: 23, size: 'max' }), (readings) => {
        const arrivals = readings.toSorted((a, b) => (a.receivedAt ?? 0) - (b.receivedAt ?? 0));
        let state = initialState(protocol, START);
        for (const event of arrivals) {
          state = step(protocol, state, { type: 'tick', at: Math.min(event.receivedAt ?? 0, START + 12 * DAY) }).state;
          state = step(protocol, state, event).state;
        }
        const end: TriageEvent = { type: 'tick', at: START + 13 * DAY };
        const open = new Map(openAlerts(protocol, step(protocol, state, end).state).map((one) => [one.ruleId, one]));
        const inTime = readings.map((event) => ({ ...event, receivedAt: event.at }));
        const ordered = openAlerts(
          protocol,
          foldEvents(protocol, initialState(protocol, START), [...inTime, end]).state,
        );
        for (const { ruleId, severity, present } of ordered) {
          const found = open.get(ruleId);
          expect(found?.severity === severity || found?.severity === 'red').toBe(true);
          expect(found?.present).toBe(present);
          open.delete(ruleId);
        }
        for (const { late: marked } of open.values()) expect(marked).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('how far back something may still be put in its place', () => {
  const every = (stepMs: number, count: number) =>
    Array.from({ length: count }, (_, index) => reading('heart-rate', index * stepMs, 70));
  it('does not depend on how often time was told', () => {
    const readings = every(8 * HOUR, 40);
    const ticks = Array.from({ length: 300 }, (_, hour) => tick(hour * HOUR + 1));
    const baseOf = (events: readonly TriageEvent[]) =>
      foldEvents(protocol, initialState(protocol, START), events).state.baseUntil;
    expect(baseOf([...readings, ...ticks])).toBe(baseOf(readings));
    expect(baseOf(readings)).toBe(oneByOne(readings).baseUntil);
  });

  const reachOf = (events: readonly TriageEvent[]) => {
    const { watermark, baseUntil } = foldEvents(protocol, initialState(protocol, START), events).state;
    return (watermark - baseUntil) / HOUR;
  };

  it.each([
    ['a reading a minute', 60_000, 6 * 24 * 60, 24, 36],
    ['a reading an hour', HOUR, 24 * 20, 24, 48],
    ['three readings a day', 8 * HOUR, 3 * 40, 7 * 24, 9 * 24],
    ['a reading a day', DAY, 40, 14 * 24, 15 * 24],
    ['a reading a week', 7 * DAY, 10, 14 * 24, 15 * 24],
  ])('with %s', (_, stepMs, count, atLeast, atMost) => {
    const hours = reachOf(every(stepMs, count));
    expect(hours).toBeGreaterThanOrEqual(atLeast);
    expect(hours).toBeLessThanOrEqual(atMost);
  });
});
