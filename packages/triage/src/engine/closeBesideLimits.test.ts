import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import { LimitsSchema } from '../limits/schema.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { closeAsSeen } from './closeAsSeen.ts';
import type { AlertClosedEvent, MeasurementEvent } from './event.ts';
import { compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts, type TriageState } from './state.ts';
import { step } from './step.ts';
import { fromStoredForm, storedForm } from './stored/storedForm.ts';
import { EXAMPLE } from './testing/exampleProtocol.ts';

/*
 * A person closes an alert in the very millisecond in which other limits come to judge, or beside it. Red is below 90, and below 86 by the limits.
 */

const START = Date.parse('2026-03-01T08:00:00Z');
const NOW = START + 10 * 3_600_000;
const SECOND = 1000;
const HOUR = 3600 * SECOND;

const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
const when = { type: 'value', metric: 'oxygen-saturation', test: 'below', set: { number: 'own' } } as const;
const own = { text: example.text, source: example.source, value: 90, min: 80, max: 94, unit: '%' };
const PROTOCOL = ProtocolSchema.parse({
  ...EXAMPLE,
  numbers: { own },
  rules: [{ ...example, levels: { red: { when } } }],
});
const LIMITS = LimitsSchema.parse({
  version: 1,
  values: { own: 86 },
  reason: 'Own normal',
  author: 'nurse',
  confirmedBy: null,
  since: NOW,
  until: null,
});
const before = compileProtocol(applyLimits(PROTOCOL, null, START));
const after = compileProtocol(applyLimits(PROTOCOL, LIMITS, NOW));

const reading = (value: number, at: number, receivedAt = at): MeasurementEvent => ({
  type: 'measurement',
  metric: 'oxygen-saturation',
  at,
  value,
  receivedAt,
});
const close = (at: number, seenUntil = at): AlertClosedEvent => ({
  type: 'alert-closed',
  ruleId: example.id,
  at,
  ...(seenUntil < at && { seenUntil }),
});

/** With a restart at each step. */
function given(state: TriageState, protocol: typeof before, event: MeasurementEvent | AlertClosedEvent): TriageState {
  const read = fromStoredForm(JSON.parse(JSON.stringify(storedForm(state))));
  return step(protocol, read, event.type === 'alert-closed' ? closeAsSeen(read, event) : event).state;
}
const standing = (state: TriageState) => openAlerts(after, state).map(({ severity, phase }) => `${severity} ${phase}`);

/** When the reading that the person has seen was measured, when the close was made, and by what it was judged. */
const CASES = [-SECOND, -1, 0, 1, 60 * SECOND].flatMap((measured) =>
  [0, 1].flatMap((closed) =>
    [before, after].map((by) => ({
      measured,
      closed,
      by,
      closing: by === before ? 'by what held before' : 'by the limits',
    })),
  ),
);

describe.each(CASES)(
  'a reading of $measured ms from the limits that is closed $closed ms from them, $closing',
  ({ measured, closed, by }) => {
    const opened = given(
      initialState(before, START),
      before,
      reading(84, NOW + measured, Math.min(NOW, NOW + measured)),
    );
    const state = given(opened, by, close(NOW + closed));

    it('stands open before it is closed, and not after', () => {
      expect(standing(opened)).toEqual(['red open']);
      expect(standing(state)).toEqual([]);
    });

    it('opens nothing when it comes once more, nor does what is not low by the limits', () => {
      const again = given(state, after, reading(84, NOW + measured, NOW + 2 * SECOND));
      expect(standing(given(again, after, reading(87, NOW + HOUR)))).toEqual([]);
    });

    it('opens nothing later, but what is measured later does', () => {
      expect(standing(given(state, after, reading(83, NOW + HOUR)))).toEqual(['red open']);
    });

    it('hides nothing of what was measured before the close and received after it', () => {
      expect(standing(given(state, after, reading(83, NOW - 2 * SECOND, NOW + 2 * SECOND)))).toEqual(['red open']);
    });
  },
);

describe('a close that waited', () => {
  it.each([
    ['in the instants while it did', NOW + 1, NOW + 2],
    ['before, and received while it did', NOW - SECOND, NOW + 2],
    ['of a device whose clock is ahead', NOW + 60 * SECOND, NOW + 2],
  ])('hides nothing of what was measured %s, also under other limits', (_, at, receivedAt) => {
    for (const by of [before, after]) {
      const opened = given(initialState(before, START), before, reading(84, NOW - HOUR));
      const worse = given(opened, before, reading(83, at, receivedAt));
      const state = given(worse, by, close(NOW + 5, NOW));
      expect(standing(state)).toEqual(['red open']);
      expect(standing(given(state, after, close(NOW + HOUR)))).toEqual([]);
    }
  });

  it('covers what had been received before it was made', () => {
    const opened = given(initialState(before, START), before, reading(84, NOW));
    expect(standing(given(opened, after, close(NOW + 5, NOW)))).toEqual([]);
  });
});
