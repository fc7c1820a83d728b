import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import { type ProtocolInput, ProtocolSchema } from '../protocol/schema.ts';
import type { TriageEvent } from './event.ts';
import { compileProtocol } from './rules/compile.ts';
import { initialState, openAlerts } from './state.ts';
import { foldEvents } from './step.ts';
import { EXAMPLE } from './testing/exampleProtocol.ts';

/*
 * What a person who closed an alert cannot have seen is compared with the window that the close has left, where much is measured, so that what lies in the window is
 * settled by then.
 */

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
const change = (set: number) =>
  ({
    type: 'change',
    metric: 'body-weight',
    test: 'above',
    set,
    measure: 'absolute',
    reference: 'minimum',
    over: 3 * DAY,
  }) as const;
const rules: ProtocolInput['rules'] = [
  ...EXAMPLE.rules.filter(({ id }) => id === 'saturation' || id === 'mean-pressure' || id === 'worse-together'),
  { ...example, id: 'gain', levels: { red: { when: change(4) }, yellow: { when: change(2) } } },
];
const protocol = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules }), null, START));

const reading = (metric: MetricCode, hour: number, value: number, receivedHour = hour): TriageEvent => ({
  type: 'measurement',
  metric,
  at: START + hour * HOUR,
  value,
  receivedAt: START + receivedHour * HOUR,
});
const close = (ruleId: string, hour: number): TriageEvent => ({
  type: 'alert-closed',
  ruleId,
  at: START + hour * HOUR,
});
const pulses = Array.from({ length: 44 }, (_, hour) => reading('heart-rate', hour, 70));

/** The alerts that stand after these, of which the unseen came when all the others had been judged, and the evidence of the first. */
function outcome(seen: readonly TriageEvent[], unseen: readonly TriageEvent[] = []) {
  const judged = foldEvents(protocol, initialState(protocol, START), [...pulses, ...seen]).state;
  expect(judged.baseUntil).toBeGreaterThan(START + 6 * HOUR);
  const { state } = foldEvents(protocol, judged, unseen);
  const open = openAlerts(protocol, state);
  return {
    standing: open.map(({ ruleId, severity, late }) => `${severity} ${ruleId}${late ? ' late' : ''}`),
    items: open[0]?.evidence.items,
  };
}

describe('what came while a person closed an alert', () => {
  it('is the first reading of a mean, which begins anew', () => {
    const high = [1, 2, 3].map((hour) => reading('systolic-pressure', hour, 150));
    expect(outcome(high).standing).toEqual(['yellow mean-pressure']);
    const closed = [...high, close('mean-pressure', 42)];
    const unseen = [39, 40, 41].map((hour) => reading('systolic-pressure', hour, 150, 43));
    expect(outcome(closed, unseen.slice(1)).standing).toEqual([]);
    expect(outcome(closed, unseen).standing).toEqual(['yellow mean-pressure']);
  });

  it('is compared with what its own level has kept', () => {
    const weights = [reading('body-weight', 1, 80), reading('body-weight', 38, 82.5)];
    expect(outcome(weights).standing).toEqual(['yellow gain']);
    const closed = [...weights, close('gain', 42)];
    expect(outcome(closed).standing).toEqual([]);
    const { standing, items } = outcome(closed, [reading('body-weight', 41, 82.8, 43)]);
    expect(standing).toEqual(['yellow gain']);
    expect(items).toMatchObject([{ compared: 2.8, reference: { value: 80, at: START + HOUR } }]);
  });

  it.each([
    ['not late within a day', 23, ''],
    ['not late after a day to the instant', 24, ''],
    ['late after that', 24 + 1 / 60, ' late'],
  ])('is marked %s', (_, delay, mark) => {
    const unseen = [41, 40.5].map((hour) => reading('oxygen-saturation', hour, 84, hour + delay));
    const { standing } = outcome([close('saturation', 41.2)], unseen);
    expect(standing).toEqual([`red saturation${mark}`]);
  });
});
