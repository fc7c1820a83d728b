import type { MetricCode } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MeasurementEvent } from '../engine/event.ts';
import { compileProtocol } from '../engine/rules/compile.ts';
import { compileExample, EXAMPLE } from '../engine/testing/exampleProtocol.ts';
import { SCORING } from '../engine/testing/scoreProtocol.ts';
import { applyLimits } from '../limits/apply.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { replayAttended } from './attended.ts';
import { type ReplayedAlert, replayHistory } from './replay.ts';
import { warmUpOf, whatIf } from './whatIf.ts';

/* What a history asks of those who attend to it, and which part of it another setting changes. */

const START = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const example = compileExample();
const limits = (values: Record<string, number>) => ({
  version: 1,
  values,
  reason: 'r',
  author: 'a',
  since: 0,
  until: null,
  confirmedBy: null,
});
const reading = (metric: MetricCode, hour: number, value: number): MeasurementEvent => ({
  type: 'measurement',
  metric,
  value,
  at: START + hour * HOUR,
});
const saturations = (...values: readonly (readonly [hour: number, value: number])[]) =>
  values.map(([hour, value]) => reading('oxygen-saturation', hour, value));
const [rule] = EXAMPLE.rules;
if (!rule) throw new Error('the example has no rule');

describe('the nursing that a history asks for', () => {
  const asking = (kind: 'clinical' | 'missing', severity: 'red' | 'yellow') => {
    const when = { type: 'missing', metric: 'oxygen-saturation', every: DAY, grace: 0 } as const;
    const rules = [{ ...rule, kind, levels: { [severity]: { when } } }];
    const protocol = compileProtocol(applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules }), null, START));
    const common = { since: START, from: START, until: START + WEEK, readings: [], events: [] };
    return whatIf({ ...common, present: protocol, proposed: protocol }).present;
  };

  it.each([
    ['clinical', 'red', 20],
    ['clinical', 'yellow', 10],
    ['missing', 'red', 20],
    ['missing', 'yellow', 5],
  ] as const)('is, for a %s alert that is %s, %i minutes', (kind, severity, minutes) => {
    expect(asking(kind, severity)).toMatchObject({ alerts: 1, perWeek: 1, red: severity === 'red' ? 1 : 0 });
    expect(asking(kind, severity).hoursPerWeek * 60).toBeCloseTo(minutes);
  });
});

describe('the time that is asked about', () => {
  const steeper = compileExample(limits({ veryLow: 83 }));
  const milder = compileExample(limits({ low: 86, veryLow: 80 }));
  // Red at hours 1 and 101; from 83 on yellow only.
  const readings = saturations([0, 84], [1, 84], [2, 95], [3, 95], [100, 84], [101, 84], [102, 95], [103, 95]);
  const changed = (fromHour: number, proposed = steeper, own = readings) =>
    whatIf({
      since: START,
      from: START + fromHour * HOUR,
      until: START + WEEK,
      readings: own,
      events: [],
      present: example,
      proposed,
    }).changed.map(({ before }) => (before.openedAt - START) / HOUR);

  it('has in it what changed since it began, and not what changed before', () => {
    expect(changed(0)).toEqual([1, 101]);
    expect(changed(1)).toEqual([1, 101]);
    expect(changed(2)).toEqual([101]);
    expect(changed(102)).toEqual([]);
  });

  it('has in it what either setting opens since it began', () => {
    const slow = saturations([0, 87], [1, 87], [2, 85], [3, 85], [4, 95], [5, 95]);
    expect(changed(0, milder, slow)).toEqual([1]);
    expect(changed(2, milder, slow)).toEqual([1]);
    expect(changed(4, milder, slow)).toEqual([]);
  });
});

describe('a history with somebody who attends to it', () => {
  it('has closed what cleared and waited, and nothing else', () => {
    // The fever stands all the while; a red saturation clears, waits, and is closed; the next one is another.
    const events = [
      ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((hour) => reading('body-temperature', hour, 39)),
      ...saturations([0, 84], [1, 84], [2, 95], [3, 95], [6, 84], [7, 84], [8, 95], [9, 95]),
    ].toSorted((a, b) => a.at - b.at);
    const until = START + 10 * HOUR;
    const told = replayAttended(example, START, events, until).map(
      ({ ruleId, openedAt, closedAt }) =>
        `${ruleId} ${(openedAt - START) / HOUR}–${closedAt === null ? '' : (closedAt - START) / HOUR}`,
    );
    expect(told.filter((one) => one.startsWith('saturation'))).toEqual(['saturation 1–3', 'saturation 7–9']);
    const fever = told.filter((one) => one.startsWith('fever'));
    const plain = replayHistory(example, START, events, until).filter(({ ruleId }) => ruleId === 'fever');
    expect(fever).toHaveLength(1);
    expect(fever).toEqual(plain.map(({ openedAt }) => `fever ${(openedAt - START) / HOUR}–`));
  });

  it('goes on with what came at the very instant at which something cleared', () => {
    // Of the readings at hour 3 the pressure counts after the saturation that clears.
    const pressures = [0, 1, 3].map((hour) => reading('systolic-pressure', hour, 150));
    const events = [...saturations([0, 84], [1, 84], [2, 95], [3, 95]), ...pressures].toSorted(
      (a, b) => a.at - b.at || (a.metric < b.metric ? -1 : 1),
    );
    const alerts = replayAttended(example, START, events, START + 4 * HOUR);
    expect(alerts.map(({ ruleId, openedAt }) => `${ruleId} ${(openedAt - START) / HOUR}`)).toEqual([
      'saturation 1',
      'mean-pressure 3',
    ]);
  });
});

describe('the history that a score needs before it judges', () => {
  it('is as long as its parts may lie apart', () => {
    const protocol = ProtocolSchema.parse(SCORING);
    const rules = protocol.rules.filter(({ id }) => id === 'news2');
    expect(rules).toHaveLength(1);
    expect(warmUpOf({ ...protocol, rules })).toBe(DAY + 2 * HOUR);
  });
});

it('what came late is judged as if it had come in time', () => {
  const daily = Array.from({ length: 15 }, (_, day) => [day * 24, day === 6 ? 84 : 95] as const);
  const inTime = saturations(...daily.slice(0, 7), [6 * 24 + 1, 84], ...daily.slice(7));
  const late = inTime.map((read, place) => ({ ...read, receivedAt: read.at + (place > 3 && place < 9 ? 5 * DAY : 0) }));
  const ask = (readings: readonly MeasurementEvent[]) => {
    const common = { since: START, from: START, until: START + 15 * DAY, events: [] };
    const { alerts, present, gained, lost } = whatIf({ ...common, readings, present: example, proposed: example });
    return { present, gained, lost, opened: alerts.map(({ ruleId, openedAt }) => [ruleId, openedAt]) };
  };
  expect(ask(late)).toEqual(ask(inTime));
  expect(ask(late).present.alerts).toBeGreaterThan(0);
});

describe('what is gained and lost', () => {
  it('is what the two settings differ by, whatever history and from whichever instant on', () => {
    const values = fc.array(fc.integer({ min: 82, max: 97 }), { minLength: 1, maxLength: 60 });
    const numbers = fc.record({ low: fc.integer({ min: 84, max: 92 }), veryLow: fc.integer({ min: 80, max: 84 }) });
    fc.assert(
      fc.property(values, numbers, fc.integer({ min: 0, max: 61 }), (read, own, hours) => {
        const found = whatIf({
          since: START,
          from: START + hours * HOUR,
          until: START + 61 * HOUR,
          readings: saturations(...read.map((value, hour) => [hour, value] as const)),
          events: [],
          present: example,
          proposed: compileExample(limits(own)),
        });
        const { present, proposed, gained, lost, changed, kept, alerts } = found;
        expect(present.alerts - lost.length + gained.length).toBe(proposed.alerts);
        const counted = (red: readonly ReplayedAlert[]) => red.filter(({ severity }) => severity === 'red').length;
        const turned = counted(changed.map(({ after }) => after)) - counted(changed.map(({ before }) => before));
        expect(present.red - counted(lost) + counted(gained) + turned).toBe(proposed.red);
        expect(alerts).toHaveLength(proposed.alerts);
        const differing = new Set([...gained, ...changed.map(({ after }) => after)]);
        expect(kept).toEqual(alerts.filter((alert) => !differing.has(alert)));
        const minutes = alerts.reduce((sum, { kind, severity }) => sum + minutesOf(kind, severity), 0);
        if (hours < 61) expect(proposed.hoursPerWeek * 60 * ((61 - hours) / 168)).toBeCloseTo(minutes);
      }),
      { numRuns: 500 },
    );
  });

  it('counts under both settings an alert that one of them opens before the time that is asked about', () => {
    const found = whatIf({
      since: START,
      from: START + 2 * HOUR,
      until: START + 10 * HOUR,
      readings: saturations([0, 87], [1, 87], [2, 84], [3, 84]),
      events: [],
      present: example,
      proposed: compileExample(limits({ low: 86 })),
    });
    expect(found.present.alerts).toBe(1);
    expect(found.proposed.alerts).toBe(1);
    expect([found.gained, found.lost]).toEqual([[], []]);
    expect(found.changed.map(({ before, after }) => [before.openedAt, after.openedAt])).toEqual([
      [START + HOUR, START + 3 * HOUR],
    ]);
  });

  it('is nothing, a week too, of a follow-up that begins in the instant of the question', () => {
    const common = { since: START, from: START, until: START, readings: [], events: [] };
    const { present } = whatIf({ ...common, present: example, proposed: example });
    expect(present).toEqual({ alerts: 0, red: 0, perWeek: 0, hoursPerWeek: 0 });
  });
});

const minutesOf = (kind: ReplayedAlert['kind'], severity: ReplayedAlert['severity']) =>
  severity === 'red' ? 20 : kind === 'clinical' ? 10 : 5;
