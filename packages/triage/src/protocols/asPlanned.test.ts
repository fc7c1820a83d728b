import { METRICS, type MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import type { TriageEvent } from '../engine/event.ts';
import { compileProtocol } from '../engine/rules/compile.ts';
import { initialState, openAlerts } from '../engine/state.ts';
import { foldEvents } from '../engine/step.ts';
import { applyLimits } from '../limits/apply.ts';
import { leavesOfRule } from '../protocol/check.ts';
import { findProtocol, PROTOCOLS } from './shipped.ts';

/*
 * Whoever measures as a shipped plan asks, and no oftener, is judged: no rule wants more readings, or nearer ones, than the patient was asked for. And of what is judged both ends of the
 * scale are, or it is said here which is not.
 */

/** A Monday morning. */
const START = Date.parse('2026-03-02T06:00:00Z');
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
/** Not at the same hour each day: between seven in the morning and five in the afternoon. */
const hourOf = (day: number) => (day * 7) % 11;

const known = (id: string) => findProtocol(id) ?? expect.unreachable(`no protocol ${id}`);

/** The clinical alerts that stand open after these readings, one on each planned day of so many weeks. */
function openAsPlanned(id: string, metric: MetricCode, weeks: number, valueOn: (day: number) => number): string[] {
  const protocol = known(id);
  const entry = protocol.plan?.entries.find((planned) => planned.metric === metric);
  const days = entry?.days ?? WEEKDAYS;
  const events = Array.from({ length: weeks * 7 }, (_, day) => day)
    .filter((day) => days.some((name) => name === WEEKDAYS[day % 7]))
    .map((day): TriageEvent => {
      return { type: 'measurement', metric, value: valueOn(day), at: START + day * DAY + hourOf(day) * HOUR };
    });
  const compiled = compileProtocol(applyLimits(protocol, null, START));
  const { state } = foldEvents(compiled, initialState(compiled, START), events);
  const open = openAlerts(compiled, state).filter(({ kind }) => kind === 'clinical');
  return open.map(({ severity, ruleId }) => `${severity} ${ruleId}`);
}

describe('who measures as the plan asks, and no oftener', () => {
  it.each([
    ['copd', 'oxygen-saturation', 87, ['red saturation-low']],
    ['copd', 'oxygen-saturation', 89, ['yellow saturation-low']],
    ['diabetes', 'glucose', 2.8, ['red glucose-low']],
    ['diabetes', 'glucose', 3.6, ['yellow glucose-low']],
    ['diabetes', 'glucose', 15, ['yellow glucose-high']],
    ['diabetes', 'glucose', 26, ['red glucose-high']],
    ['hypertension', 'systolic-pressure', 185, ['red pressure-crisis']],
    ['hypertension', 'systolic-pressure', 88, ['red pressure-low']],
  ] as const)('%s: %s of %d in the first week', (id, metric, value, open) => {
    const found = openAsPlanned(id, metric, 1, () => value);
    expect(found).toEqual(open);
  });

  it.each([
    ['copd', 'oxygen-saturation', 87, 'red saturation-low'],
    ['diabetes', 'glucose', 3.6, 'yellow glucose-low'],
    ['diabetes', 'glucose', 15, 'yellow glucose-high'],
  ] as const)('%s: %s of %d on three days, at whatever hour of each', (id, metric, value, open) => {
    const midnight = START - 7 * HOUR;
    const hours = [0, 7, 12, 20];
    const compiled = compileProtocol(applyLimits(known(id), null, midnight));
    for (const first of hours)
      for (const second of hours)
        for (const third of hours) {
          const events = [first, 24 + second, 48 + third].map((hour): TriageEvent => {
            return { type: 'measurement', metric, value, at: midnight + hour * HOUR };
          });
          const { state } = foldEvents(compiled, initialState(compiled, midnight), events);
          expect(openAlerts(compiled, state).map(({ severity, ruleId }) => `${severity} ${ruleId}`)).toContain(open);
        }
  });

  it('heart failure: a kilogram more each day', () => {
    expect(openAsPlanned('heart-failure', 'body-weight', 1, (day) => 80 + day)).toEqual(['yellow weight-gain']);
  });

  it.each([
    ['all of it', () => true],
    ['all but one of six', (day: number) => day !== 16],
  ] as const)('hypertension: a mean of 140 is judged after two weeks of %s', (_, isMeasured) => {
    const ordinary = openAsPlanned('hypertension', 'systolic-pressure', 3, () => 130);
    expect(ordinary).toEqual([]);
    const protocol = known('hypertension');
    const compiled = compileProtocol(applyLimits(protocol, null, START));
    const days = [0, 2, 4, 7, 9, 11, 14, 16, 18].filter(isMeasured);
    const events = days.map((day): TriageEvent => {
      return {
        type: 'measurement',
        metric: 'systolic-pressure',
        value: 140,
        at: START + day * DAY + hourOf(day) * HOUR,
      };
    });
    const { state } = foldEvents(compiled, initialState(compiled, START), events);
    expect(openAlerts(compiled, state).map(({ ruleId }) => ruleId)).toContain('pressure-mean-high');
  });
});

describe('the ends of the scale of what is judged', () => {
  /** A score, and what is only compared with what was before, have no ends of their own. */
  const judgedByItself = (id: string) => {
    const leaves = known(id).rules.flatMap((rule) => (rule.kind === 'clinical' ? [...leavesOfRule(rule)] : []));
    return [...new Set(leaves.flatMap((leaf) => (leaf.type === 'value' || leaf.type === 'mean' ? [leaf.metric] : [])))];
  };
  const silentEnds = (id: string) =>
    judgedByItself(id).flatMap((metric) => {
      const { min, max } = METRICS[metric].range;
      return (
        [
          ['low', min],
          ['high', max],
        ] as const
      ).flatMap(([end, value]) => (openAsPlanned(id, metric, 1, () => value).length === 0 ? [`${metric} ${end}`] : []));
    });

  it.each([
    ['copd', ['oxygen-saturation high', 'breathlessness low', 'sputum-colour low', 'wellbeing low']],
    ['heart-failure', ['oxygen-saturation high', 'breathlessness low', 'leg-swelling low', 'wellbeing low']],
    ['diabetes', ['wellbeing low']],
    ['hypertension', ['diastolic-pressure low', 'wellbeing low']],
    ['acute-home', ['consciousness low', 'wellbeing low']],
  ])('%s: both raise an alert, but for %j', (id, silent) => {
    expect(silentEnds(id).toSorted()).toEqual([...silent].toSorted());
    expect(PROTOCOLS.map((protocol) => protocol.id)).toContain(id);
  });

  it('are known of every protocol', () => {
    expect(PROTOCOLS.map(({ id }) => id).toSorted()).toEqual([
      'acute-home',
      'copd',
      'diabetes',
      'heart-failure',
      'hypertension',
    ]);
  });
});
