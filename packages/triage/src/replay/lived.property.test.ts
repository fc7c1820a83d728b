import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Finding } from '../engine/alerts/finding.ts';
import { closeAsSeen } from '../engine/closeAsSeen.ts';
import type { AlertClosedEvent, MeasurementEvent } from '../engine/event.ts';
import { initialState } from '../engine/state.ts';
import { foldEvents } from '../engine/step.ts';
import { compileExample } from '../engine/testing/exampleProtocol.ts';
import { anyHistory } from '../engine/testing/history.ts';
import { rerunJudgement } from './lived.ts';

/*
 * A month as it is lived: data comes late, or from a clock that is ahead, limits change, and persons close alerts, also before the instant that such a clock has named.
 * Every judgement of it is made again from what the platform keeps.
 */

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const limits = (version: number, values: Record<string, number>) =>
  ({ version, values, reason: 'test', author: 'a', since: START, until: null, confirmedBy: 'b' }) as const;
const first = compileExample();
const SETTINGS = [
  { from: START, protocol: first },
  { from: START + 9 * DAY + 7, protocol: compileExample(limits(1, { low: 92, veryLow: 89 })) },
  { from: START + 19 * DAY + 7, protocol: compileExample(limits(2, { low: 84, veryLow: 82 })) },
];

type Given = { readonly at: number; readonly event: MeasurementEvent | AlertClosedEvent };

/** Some readings come up to five minutes before they say that they were measured, and some alerts are closed soon after something came. */
const month = fc
  .record({
    events: anyHistory,
    ahead: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1 }),
    soon: fc.array(fc.record({ after: fc.nat(200), minutes: fc.nat(4) }), { maxLength: 15 }),
  })
  .map(({ events, ahead, soon }) => {
    const readings = events.flatMap((event, index): MeasurementEvent[] => {
      if (event.type !== 'measurement') return [];
      const early = ahead[index % ahead.length] ?? 0;
      const { at } = event;
      return [early > 0 ? { ...event, receivedAt: Math.max(START, at - early * MINUTE) } : event];
    });
    const ids = first.rules.map(({ declared }) => declared.id);
    const closes = soon.flatMap(({ after, minutes }, index): AlertClosedEvent[] => {
      const reading = readings[after % Math.max(1, readings.length)];
      const ruleId = ids[(after + index) % ids.length];
      if (!reading || ruleId === undefined) return [];
      return [{ type: 'alert-closed', ruleId, at: (reading.receivedAt ?? reading.at) + minutes * MINUTE + 1 + index }];
    });
    const given = [
      ...readings.map((event): Given => ({ at: event.receivedAt ?? event.at, event })),
      ...closes.map((event): Given => ({ at: event.at, event })),
    ].sort((a, b) => a.at - b.at);
    return { readings, closes, given };
  });

it('every judgement of a lived month comes to the same again', () => {
  let [months, judged] = [0, 0];
  fc.assert(
    fc.property(month, ({ readings, closes, given }) => {
      months += 1;
      let state = initialState(first, START);
      const found: { finding: Finding; at: number }[] = [];
      // What comes in one and the same millisecond is judged together.
      for (const [at, together] of Map.groupBy(given, (one) => one.at)) {
        const protocol = SETTINGS.findLast(({ from }) => from <= at)?.protocol ?? first;
        const told = together.map(({ event }) => (event.type === 'alert-closed' ? closeAsSeen(state, event) : event));
        const result = foldEvents(protocol, state, told);
        state = result.state;
        found.push(...result.findings.map((finding) => ({ finding, at })));
      }
      const history = { since: START, settings: SETTINGS, readings, closes, ticks: [] };
      for (const { finding, at } of found) {
        if (!['opened', 'raised', 'reopened'].includes(finding.type)) continue;
        judged += 1;
        const kept = JSON.parse(JSON.stringify(finding.evidence));
        expect([finding.ruleId, rerunJudgement(history, kept, at).identical]).toEqual([finding.ruleId, true]);
      }
    }),
    { numRuns: 150 },
  );
  expect(judged / months).toBeGreaterThan(1);
});
