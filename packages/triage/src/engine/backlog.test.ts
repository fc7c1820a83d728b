import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from './alerts/finding.ts';
import type { MeasurementEvent, TriageEvent } from './event.ts';
import { compareEvents, onceEach } from './order.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { foldEvents, step } from './step.ts';
import { compileExample } from './testing/exampleProtocol.ts';
import { anyHistory } from './testing/history.ts';

/* A gateway that empties its queue: a week of readings every other hour, in batches, late, or after time has passed. */

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const protocol = compileExample();
const fresh = () => initialState(protocol, START);

const reading = (metric: MetricCode, hour: number, value: number, delayHours = 0): MeasurementEvent => ({
  type: 'measurement',
  metric,
  at: START + hour * HOUR,
  value,
  receivedAt: START + (hour + delayHours) * HOUR,
});
const tick = (hour: number): TriageEvent => ({ type: 'tick', at: START + hour * HOUR });
const close = (ruleId: string, hour: number): TriageEvent => ({
  type: 'alert-closed',
  ruleId,
  at: START + hour * HOUR,
});

/** Readings of a week that open, raise and clear alerts; some were received hours later, and a person has closed two in between. */
const week: TriageEvent[] = Array.from({ length: 84 }, (_, index) => 2 * index)
  .flatMap((hour): TriageEvent[] => [
    reading('oxygen-saturation', hour, [93, 91, 86, 84, 83, 87, 92][hour % 7] ?? 90, hour % 5 === 0 ? 7 : 0),
    ...(hour % 6 === 0 ? [reading('body-weight', hour, 80 + (hour % 30) / 10)] : []),
    ...(hour % 10 === 0 ? [reading('systolic-pressure', hour, 130 + (hour % 16))] : []),
    ...(hour === 50 || hour === 130 ? [close('saturation', hour + 1)] : []),
  ])
  .toSorted(compareEvents);
const end = tick(168);

function oneByOne(events: readonly TriageEvent[], state = fresh()): { state: TriageState; findings: Finding[] } {
  const findings: Finding[] = [];
  let reached = state;
  for (const event of events) {
    const result = step(protocol, reached, event);
    reached = result.state;
    findings.push(...result.findings);
  }
  return { state: reached, findings };
}
const inOrder = oneByOne([...week, end]);

describe('a week of readings', () => {
  it('opens, clears and settles something, so that there is something to compare', () => {
    expect(inOrder.findings.length).toBeGreaterThan(10);
    expect(inOrder.state.baseUntil).toBeGreaterThan(START + 4 * DAY);
    expect(openAlerts(protocol, inOrder.state).map(({ ruleId }) => ruleId)).toContain('saturation');
  });

  it.each([
    ['one batch', [week]],
    [
      'a batch a day',
      Array.from({ length: 7 }, (_, day) => week.filter(({ at }) => Math.floor((at - START) / DAY) === day)),
    ],
  ])('in %s tells and comes to what it does one by one', (_, batches) => {
    let state = fresh();
    for (const batch of [...batches, [end]]) state = foldEvents(protocol, state, batch).state;
    expect(openAlerts(protocol, state)).toEqual(openAlerts(protocol, inOrder.state));
  });

  it('in one batch is told of as one by one', () => {
    const whole = foldEvents(protocol, fresh(), [...week, end]);
    expect(whole.state).toEqual(inOrder.state);
    expect(whole.findings).toEqual(inOrder.findings);
  });

  it('that comes after time has passed comes to the same in whatever batches', () => {
    const late = step(protocol, fresh(), tick(168)).state;
    const alone = oneByOne(week, late).state;
    expect(foldEvents(protocol, late, week).state).toEqual(alone);
    for (const size of [3, 20, 61]) {
      let state = late;
      for (let from = 0; from < week.length; from += size) {
        state = foldEvents(protocol, state, week.slice(from, from + size)).state;
      }
      expect(state).toEqual(alone);
    }
  });

  it('of which a day comes last, in order or not, moves the settled part as far as if it had come in time', () => {
    const isHeld = ({ at }: TriageEvent) => at >= START + 6 * DAY && at < START + 6.5 * DAY;
    const held = week.filter(isHeld);
    const rest = [...week.filter((event) => !isHeld(event)), end];
    for (const later of [held, held.toReversed()]) {
      expect(oneByOne(later, oneByOne(rest).state).state).toEqual(inOrder.state);
      expect(foldEvents(protocol, oneByOne(rest).state, later).state).toEqual(inOrder.state);
    }
  });
});

describe('where midnight parts what is settled from what may still change', () => {
  const hourly = (from: number, until: number) =>
    Array.from({ length: until - from + 1 }, (_, index) => reading('heart-rate', from + index, 70));
  /** The midnight up to which a day of readings every hour settles what came before. */
  const midnight = 64;
  const settled = START + midnight * HOUR;

  it('what comes after a timer has passed it, from the evening before, is settled with that evening', () => {
    const evening = [reading('oxygen-saturation', 15, 84), reading('oxygen-saturation', 15.5, 84)];
    const { state } = oneByOne([tick(16.1), ...evening, reading('heart-rate', 350, 70), tick(353)]);
    expect(state.baseUntil).toBe(START + 16 * HOUR);
    const { state: folded, findings } = step(protocol, state, reading('heart-rate', 340, 70));
    expect(findings).toEqual([]);
    expect(openAlerts(protocol, folded).map(({ ruleId }) => ruleId)).toContain('saturation');
  });

  it('a silence that was found after it is not settled with what lies before', () => {
    const before = oneByOne([...[20, 36].map((hour) => reading('oxygen-saturation', hour, 94)), tick(67)]).state;
    const { state } = foldEvents(protocol, before, hourly(68, 92));
    expect(state.baseUntil).toBe(settled);
    expect(state).toEqual(oneByOne(hourly(68, 92), before).state);
    const inTime = step(protocol, state, reading('oxygen-saturation', 65, 94, 28));
    expect(inTime.findings.map(({ type, ruleId }) => `${type} ${ruleId}`)).toEqual(['withdrawn missing-saturation']);
    expect(inTime.state.current.rules.some(({ ended }) => ended)).toBe(false);
  });

  it('a reading of that very instant is judged once', () => {
    const before = oneByOne([reading('systolic-pressure', midnight, 140)]).state;
    const { state } = foldEvents(protocol, before, [...hourly(65, 89), reading('systolic-pressure', 89, 140)]);
    expect(state.baseUntil).toBe(settled);
    // Three readings would be a mean: folded once more, they are still two.
    const again = step(protocol, state, reading('heart-rate', 80.5, 70)).state;
    expect(openAlerts(protocol, again).map(({ ruleId }) => ruleId)).not.toContain('mean-pressure');
    expect(state).toEqual(oneByOne([...hourly(65, 89), reading('systolic-pressure', 89, 140)], before).state);
  });
});

describe('where a close lies in the hour that begins at midnight', () => {
  const pressures = (...hours: number[]) => hours.map((hour) => reading('systolic-pressure', hour, 140));
  const pulses = Array.from({ length: 26 }, (_, index) => reading('heart-rate', 65 + index, 70));
  const late = reading('heart-rate', 80.5, 70);
  const standing = (...measured: TriageEvent[]) => {
    const events = [...measured, close('saturation', 64.5), ...pulses].toSorted(compareEvents);
    const { state } = oneByOne(events);
    expect(state.baseUntil).toBe(START + 64 * HOUR);
    const folded = step(protocol, state, late).state;
    expect(openAlerts(protocol, folded)).toEqual(openAlerts(protocol, state));
    return openAlerts(protocol, folded).map(({ ruleId }) => ruleId);
  };

  it('a reading of that very instant is neither judged twice nor left out', () => {
    expect(standing(...pressures(64, 70))).not.toContain('mean-pressure');
    expect(standing(...pressures(64, 70, 75))).toContain('mean-pressure');
  });
});

describe('in any history', () => {
  it('a batch in order is told of as its steps are', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(120), (events, cut) => {
        const ordered = onceEach(events.toSorted(compareEvents));
        const before = oneByOne(ordered.slice(0, cut)).state;
        const steps = oneByOne(ordered.slice(cut), before);
        const batch = foldEvents(protocol, before, ordered.slice(cut));
        expect(batch.findings).toEqual(steps.findings);
        expect(batch.state).toEqual(steps.state);
      }),
      { numRuns: 300 },
    );
  });
});
