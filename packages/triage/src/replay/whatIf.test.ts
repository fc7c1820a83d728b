import type { MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import type { MeasurementEvent } from '../engine/event.ts';
import { compileProtocol } from '../engine/rules/compile.ts';
import { compileAsking, START as FORMS_SINCE, GREEN, RED, response } from '../engine/testing/answers.ts';
import { compileExample } from '../engine/testing/exampleProtocol.ts';
import { applyLimits } from '../limits/apply.ts';
import { LimitsSchema } from '../limits/schema.ts';
import { findProtocol } from '../protocols/shipped.ts';
import { replayAttended } from './attended.ts';
import { replayHistory } from './replay.ts';
import { type RealEvent, warmUpOf, whatIf } from './whatIf.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-01T07:00:00Z');
const shipped = findProtocol('copd');
if (!shipped) throw new Error('no protocol copd');
/** Without its form, which nobody in this history answers, and without the fall from the own normal, which each low saturation here is too. */
const copd = {
  ...shipped,
  rules: shipped.rules.filter(({ id }) => !id.startsWith('form-') && id !== 'saturation-below-normal'),
};
const compiled = (values: Record<string, number>) =>
  compileProtocol(
    applyLimits(
      copd,
      LimitsSchema.parse({ version: 1, values, reason: 'r', author: 'a', since: START, until: null }),
      START,
    ),
  );

/** Twice a day; every tenth day three low ones. */
const readings = Array.from({ length: 600 }, (_, index): MeasurementEvent => {
  const low = index % 20 >= 15 && index % 20 < 18;
  return { type: 'measurement', metric: 'oxygen-saturation', value: low ? 86 : 94, at: START + index * 12 * HOUR };
});
const END = START + 300 * DAY;

describe('a history with somebody who attends to it', () => {
  it('raises each red anew, where a first one that nobody closes would hide the others', () => {
    const protocol = compiled({});
    const attended = replayAttended(protocol, START, readings, END);
    expect(replayHistory(protocol, START, readings, END)).toHaveLength(1);
    expect(attended).toHaveLength(30);
    expect(attended.every(({ severity, closedAt }) => severity === 'red' && closedAt !== null)).toBe(true);
  });

  it('is the same as without anybody where nothing waits for a person, or stands for a day', () => {
    const protocol = compiled({ 'saturation-red': 80, 'saturation-critical': 76, 'saturation-yellow': 88 });
    const often = readings.map((reading, index) => ({ ...reading, at: START + index * 6 * HOUR }));
    const attended = replayAttended(protocol, START, often, END);
    expect(attended.length).toBeGreaterThan(20);
    expect(attended).toEqual(replayHistory(protocol, START, often, END));
  });
});

describe('what if', () => {
  const event = { alertId: 'one', at: START + 8 * DAY + 22 * HOUR, outcome: 'sent-to-hospital' };
  const ask = (values: Record<string, number>, from = START) =>
    whatIf({
      since: START,
      from,
      until: END,
      readings,
      events: [event],
      present: compiled({}),
      proposed: compiled(values),
    });

  it('changes nothing when nothing changes', () => {
    const { gained, lost, changed, present, proposed } = ask({});
    expect({ gained, lost, changed }).toEqual({ gained: [], lost: [], changed: [] });
    expect(proposed).toEqual(present);
  });

  it('says what is lost, what it spares, and which events nothing would have warned of', () => {
    const { lost, gained, present, proposed, events } = ask({ 'saturation-red': 84, 'saturation-yellow': 85 });
    expect(lost).toHaveLength(30);
    expect(gained).toEqual([]);
    expect(present).toMatchObject({ alerts: 30, red: 30 });
    expect(present.perWeek).toBeCloseTo(0.7);
    expect(present.hoursPerWeek).toBeCloseTo((30 * 20 * 7) / 60 / 300);
    expect(proposed).toMatchObject({ alerts: 0, hoursPerWeek: 0 });
    expect(events).toEqual([{ ...event, presentLead: event.at - (START + 8 * DAY), proposedLead: null }]);
  });

  it('says what is gained and what becomes another colour', () => {
    expect(ask({ 'saturation-red': 84 }).changed).toHaveLength(30);
    const low = readings.map((reading) => ({ ...reading, value: reading.value === 86 ? 90 : 94 }));
    const common = { since: START, from: START, until: END, readings: low, events: [] };
    const { gained } = whatIf({ ...common, present: compiled({}), proposed: compiled({ 'saturation-yellow': 91 }) });
    expect(gained).toHaveLength(30);
  });

  it('counts from the beginning of the time asked for', () => {
    expect(ask({}, START + 150 * DAY).present.alerts).toBe(15);
  });
});

it('needs the longest window of the protocol before it', () => {
  // A plan comes round every week, and a day is added.
  expect(warmUpOf(copd)).toBe(8 * DAY);
  // The own normal of the one that is shipped is that of four weeks.
  expect(warmUpOf(shipped)).toBe(29 * DAY);
});

describe('what one setting asks of the team', () => {
  const example = compileExample();
  const reading = (metric: MetricCode, hour: number, value: number): MeasurementEvent => ({
    type: 'measurement',
    metric,
    value,
    at: START + hour * HOUR,
  });
  const fine = (days: number) =>
    Array.from({ length: days + 1 }, (_, day) => reading('oxygen-saturation', day * 24, 94));
  const ask = (
    own: readonly MeasurementEvent[],
    change: { from?: number; until?: number; events?: RealEvent[] } = {},
  ) =>
    whatIf({
      since: START,
      from: START,
      until: START + 7 * DAY,
      readings: own.toSorted((a, b) => a.at - b.at),
      events: [],
      present: example,
      proposed: example,
      ...change,
    });

  it.each([
    ['red, twenty minutes', [reading('oxygen-saturation', 50, 84), reading('oxygen-saturation', 51, 84)], 1, 20],
    ['yellow, ten', [reading('breathlessness', 50, 7), reading('heart-rate', 50, 120)], 0, 10],
    ['a review, five', [reading('inr', 50, 2)], 0, 5],
  ] as const)('counts %s', (_, own, red, minutes) => {
    const { present } = ask([...fine(7), ...own]);
    expect(present).toEqual({ alerts: 1, red, perWeek: 1, hoursPerWeek: minutes / 60 });
  });

  it('counts missing data, five minutes, and half as much a week over two weeks', () => {
    const { present } = ask(fine(8), { until: START + 14 * DAY });
    expect(present).toEqual({ alerts: 1, red: 0, perWeek: 0.5, hoursPerWeek: 5 / 60 / 2 });
  });

  it('counts only what lies in the time that is asked for, its first instant included', () => {
    const low = [50, 51].map((hour) => reading('oxygen-saturation', hour, 84));
    const from = (instant: number) => ask([...fine(7), ...low], { from: instant });
    expect(from(START + 51 * HOUR).present.alerts).toBe(1);
    expect(from(START + 51 * HOUR).alerts).toMatchObject([{ ruleId: 'saturation', openedAt: START + 51 * HOUR }]);
    expect(from(START + 51 * HOUR).readings).toBe(6);
    expect(from(START + 48 * HOUR).readings).toBe(8);
    expect(from(START + 51 * HOUR + 1).present.alerts).toBe(0);
    expect(from(START + 51 * HOUR + 1).proposed.alerts).toBe(0);
    expect(from(START + 51 * HOUR + 1).alerts).toEqual([]);
  });

  it('counts a silence that began before and lasts into the time that is asked for, and no other', () => {
    const silent = fine(2);
    const until = START + 14 * DAY;
    // Missing from thirty hours after the last reading on.
    const opened = START + 2 * DAY + 30 * HOUR;
    const counted = (from: number, more: readonly MeasurementEvent[] = []) =>
      ask([...silent, ...more], { from, until }).alerts.map(({ openedAt }) => openedAt);
    expect(counted(opened)).toEqual([opened]);
    expect(counted(opened + 5 * DAY)).toEqual([opened]);
    const again = Array.from({ length: 10 }, (_, day) => reading('oxygen-saturation', (day + 5) * 24, 94));
    expect(counted(START + 5 * DAY - 1, again)).toEqual([opened]);
    expect(counted(START + 5 * DAY, again)).toEqual([]);
  });

  it('leaves out of what changes all that had begun before', () => {
    const low = [50, 51].map((hour) => reading('oxygen-saturation', hour, 87));
    const looser = compileExample({
      version: 1,
      values: { low: 86 },
      reason: 'r',
      author: 'a',
      since: 0,
      until: null,
      confirmedBy: null,
    });
    const compared = (from: number, present = example, proposed = looser) => {
      const { gained, lost, changed } = whatIf({
        since: START,
        from,
        until: START + 7 * DAY,
        readings: [...fine(7), ...low].toSorted((a, b) => a.at - b.at),
        events: [],
        present,
        proposed,
      });
      return [gained.length, lost.length, changed.length];
    };
    expect(compared(START)).toEqual([0, 1, 0]);
    expect(compared(START, looser, example)).toEqual([1, 0, 0]);
    expect(compared(START + 51 * HOUR + 1)).toEqual([0, 0, 0]);
    expect(compared(START + 51 * HOUR + 1, looser, example)).toEqual([0, 0, 0]);
  });

  it.each([
    ['while it stands', 60, 9],
    ['at its very instant', 51, 0],
    ['until three days after it was closed', 53 + 72, 74],
    ['not later', 53 + 72.1, null],
    ['not before it opened', 50.9, null],
  ])('an alert warned of an event %s', (_, hour, lead) => {
    const own = [
      ...[50, 51].map((one) => reading('oxygen-saturation', one, 87)),
      ...[52, 53].map((one) => reading('oxygen-saturation', one, 94)),
      // A review and missing data warn of nothing.
      reading('inr', 49, 2),
    ];
    const event = { alertId: 'a', at: START + hour * HOUR, outcome: 'sent-to-gp' };
    const standing = lead === 9 ? own.slice(0, 2).concat(own.slice(4)) : own;
    expect(ask([...fine(2), ...standing], { events: [event] }).events).toEqual([
      { ...event, presentLead: lead === null ? null : lead * HOUR, proposedLead: lead === null ? null : lead * HOUR },
    ]);
  });

  it('the earliest of several warnings counts', () => {
    const own = [reading('breathlessness', 40, 7), reading('heart-rate', 40, 120)];
    const low = [50, 51].map((one) => reading('oxygen-saturation', one, 84));
    const event = { alertId: 'a', at: START + 60 * HOUR, outcome: 'sent-to-gp' };
    expect(ask([...fine(2), ...own, ...low], { events: [event] }).events).toMatchObject([{ presentLead: 20 * HOUR }]);
  });
});

describe('a limit that a patient always lies beyond', () => {
  /** Twice a day, for a year, never better than 90 %. */
  const always = Array.from({ length: 730 }, (_, index): MeasurementEvent => {
    return { type: 'measurement', metric: 'oxygen-saturation', value: 90, at: START + index * 12 * HOUR };
  });
  const year = START + 365 * DAY;
  const ask = (days: number, present: number, proposed: number, events: RealEvent[] = []) =>
    whatIf({
      since: START,
      from: year - days * DAY,
      until: year,
      readings: always,
      events,
      present: compiled({ 'saturation-yellow': present }),
      proposed: compiled({ 'saturation-yellow': proposed }),
    });

  it.each([30, 90, 365])('asks for somebody again and again, also in the last %i days alone', (days) => {
    const { present, proposed, gained, lost } = ask(days, 88, 92);
    expect(present.alerts).toBe(0);
    // Two low ones open it, a day later somebody closes it, and the next two open it again: one in two days.
    const alerts = Math.ceil(days / 2);
    expect(proposed.alerts).toBe(alerts);
    expect(proposed.perWeek).toBeCloseTo(3.5, 1);
    expect([gained.length, lost.length]).toEqual([alerts, 0]);
    expect(ask(days, 92, 88)).toMatchObject({ lost: { length: alerts }, proposed: { alerts: 0 } });
  });

  it('has warned of what happened since it first did, whoever closed it meanwhile', () => {
    const event = { alertId: 'a', at: START + 20 * DAY, outcome: 'sent-to-hospital' };
    const [told] = ask(365, 88, 92, [event]).events;
    expect(told).toEqual({ ...event, presentLead: null, proposedLead: 20 * DAY - 12 * HOUR });
    // What was well in between is another trouble: the days from 10 to 15.
    const well = always.map((reading) => ({ ...reading, value: inDays(reading.at, 10, 15) ? 95 : 90 }));
    const common = { since: START, from: START, until: year, readings: well, events: [event] };
    const [again] = whatIf({
      ...common,
      present: compiled({}),
      proposed: compiled({ 'saturation-yellow': 92 }),
    }).events;
    expect(again?.proposedLead).toBe(4.5 * DAY);
  });

  const inDays = (at: number, first: number, last: number) => at >= START + first * DAY && at < START + last * DAY;
});

describe('somebody who attends', () => {
  const example = compileExample();
  const at = (hour: number) => START + hour * HOUR;
  const low = (hour: number, value: number): MeasurementEvent => ({
    type: 'measurement',
    metric: 'oxygen-saturation',
    value,
    at: at(hour),
  });

  it('closes a red at the instant when it cleared, also several of one batch, and leaves what still stands', () => {
    const values = [84, 84, 95, 95, 84, 84, 95, 95, 84, 84];
    const events = values.map((value, hour) => low(hour, value));
    expect(
      replayAttended(example, START, events, at(10)).map(({ openedAt, closedAt }) => [openedAt, closedAt]),
    ).toEqual([
      [at(1), at(3)],
      [at(5), at(7)],
      [at(9), null],
    ]);
  });

  it('closes what clears with the first reading, and what has cleared of two rules at once', () => {
    const rises = (hour: number, value: number): MeasurementEvent => ({ ...low(hour, value), metric: 'body-weight' });
    const events = [
      rises(0, 80),
      low(1, 84),
      low(2, 84),
      rises(2, 83),
      low(3, 95),
      low(4, 95),
      rises(4, 81),
      rises(5, 83.1),
    ];
    expect(
      replayAttended(example, START, events, at(6)).map(({ ruleId, openedAt, closedAt }) => [
        ruleId,
        openedAt,
        closedAt,
      ]),
    ).toEqual([
      ['weight-gain', at(2), at(4)],
      ['saturation', at(2), at(4)],
      ['weight-gain', at(5), null],
    ]);
  });

  it('finds what is missing at the end', () => {
    expect(replayAttended(example, START, [low(0, 95)], at(30))).toMatchObject([
      { ruleId: 'missing-saturation', openedAt: at(30), closedAt: null },
    ]);
    expect(replayAttended(example, START, [low(0, 95)], at(29.9))).toEqual([]);
  });
});

it('is given the forms that were answered, in their place among the readings', () => {
  const protocol = compileAsking();
  const answers = [2, 9, 16].map((day) => response(day * DAY, day === 9 ? RED : GREEN));
  const read = readings.slice(0, 40).map((reading) => ({ ...reading, value: 94 }));
  const question = { since: FORMS_SINCE, from: FORMS_SINCE, until: FORMS_SINCE + 17 * DAY, readings: read, events: [] };
  const { alerts } = whatIf({ ...question, answers, present: protocol, proposed: protocol });
  expect(alerts.filter(({ ruleId }) => ruleId === 'symptoms').map(({ openedAt }) => openedAt)).toEqual([
    FORMS_SINCE + 9 * DAY,
  ]);
  const without = whatIf({ ...question, present: protocol, proposed: protocol });
  expect(without.alerts.some(({ ruleId }) => ruleId === 'symptoms')).toBe(false);
});
