import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../engine/alerts/finding.ts';
import type { MeasurementEvent } from '../engine/event.ts';
import { initialState } from '../engine/state.ts';
import { foldEvents } from '../engine/step.ts';
import { compileExample } from '../engine/testing/exampleProtocol.ts';
import { type LivedHistory, relive, rerunJudgement } from './lived.ts';
import { livedInOrder } from './testing/livedInOrder.ts';

/* A stored alert that is judged again is compared with what was found of its own rule, at its own instant, and with nothing else. */

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const example = compileExample();
const reading = (metric: MetricCode, hour: number, value: number): MeasurementEvent => ({
  type: 'measurement',
  metric,
  value,
  at: START + hour * HOUR,
  receivedAt: START + hour * HOUR,
});
const history = (readings: readonly MeasurementEvent[], change: Partial<LivedHistory> = {}): LivedHistory => ({
  since: START,
  settings: [{ from: START, protocol: example }],
  readings,
  closes: [],
  ticks: [],
  ...change,
});
const first = (findings: readonly Finding[], ruleId: string) => {
  const found = findings.find((one) => one.ruleId === ruleId);
  if (!found) throw new Error(`nothing was found of ${ruleId}`);
  return found;
};

describe('an alert of an instant at which another rule found something too', () => {
  // The pressure is judged after the saturation, since readings of one instant count in the order of their metrics’ names.
  const readings = [
    reading('oxygen-saturation', 0, 84),
    reading('systolic-pressure', 0, 150),
    reading('systolic-pressure', 0.5, 150),
    reading('oxygen-saturation', 1, 84),
    reading('systolic-pressure', 1, 150),
  ];
  const { findings } = foldEvents(example, initialState(example, START), readings);
  const { evidence } = first(findings, 'saturation');

  it('is compared with its own rule, whatever the other found', () => {
    expect(findings.map(({ ruleId, at }) => `${ruleId} ${(at - START) / HOUR}`)).toEqual([
      'saturation 1',
      'mean-pressure 1',
    ]);
    const stored = { ...evidence, items: [] };
    const differing = { identical: false, differences: ['items'], found: { ruleId: 'saturation' } };
    expect(rerunJudgement(livedInOrder(example, START, readings), stored, stored.at)).toMatchObject(differing);
    expect(rerunJudgement(history(readings), stored, START + HOUR)).toMatchObject(differing);
  });
});

describe('an alert that changed twice at one instant', () => {
  // Two values of one instant count from the lower: red by the first, and by the second no more.
  const readings = [
    reading('oxygen-saturation', 0, 84),
    reading('oxygen-saturation', 1, 84),
    reading('oxygen-saturation', 1, 87),
  ];
  const { findings } = foldEvents(example, initialState(example, START), readings);

  it('is identical in each of its states', () => {
    const own = findings.filter(({ ruleId }) => ruleId === 'saturation');
    expect(own.length).toBeGreaterThan(1);
    expect(new Set(own.map(({ at }) => at)).size).toBe(1);
    for (const { evidence } of own) {
      expect(rerunJudgement(livedInOrder(example, START, readings), evidence, evidence.at).identical).toBe(true);
      expect(rerunJudgement(history(readings), evidence, START + HOUR).identical).toBe(true);
    }
  });
});

describe('what was judged before the limits were changed', () => {
  const lower = compileExample({
    version: 7,
    values: { low: 84, veryLow: 80 },
    reason: 'the patient’s own normal is low',
    author: 'a nurse',
    since: 0,
    until: null,
    confirmedBy: null,
  });
  const settings = [
    { from: START, protocol: example },
    { from: START + 2 * HOUR, protocol: lower },
  ];

  it('is judged by those of then, also where nothing was given between', () => {
    const readings = [0, 1, 3, 4].map((hour) => reading('oxygen-saturation', hour, 84));
    const findings = relive(history(readings, { settings }), START + 5 * HOUR);
    const { type, severity, at, evidence } = first(findings, 'saturation');
    expect({ type, severity, at, limits: evidence.limitsVersion }).toEqual({
      type: 'opened',
      severity: 'red',
      at: START + HOUR,
      limits: null,
    });
    expect(rerunJudgement(history(readings, { settings }), evidence, START + HOUR).identical).toBe(true);
  });

  it('is found where it was, though it was judged again long after', () => {
    const readings = [0, 1].map((hour) => reading('oxygen-saturation', hour, 84));
    const { evidence } = first(relive(history(readings), START + HOUR), 'saturation');
    const later = [...readings, reading('oxygen-saturation', 30, 70), reading('oxygen-saturation', 31, 70)];
    expect(rerunJudgement(history(later), evidence, START + 40 * HOUR).identical).toBe(true);
    const other = { ...evidence, items: [] };
    expect(rerunJudgement(history(later), other, START + 40 * HOUR)).toMatchObject({
      differences: ['items'],
      found: { at: START + HOUR },
    });
  });
});
