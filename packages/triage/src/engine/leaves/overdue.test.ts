import { type MeasuringPlan, MeasuringPlanSchema, type MetricCode, PLAN_DAYS } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import type { Pause } from '../../pause/schema.ts';
import type { PlanVersion } from '../../plan/schema.ts';
import { type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import { rerunJudgement } from '../../replay/lived.ts';
import { replayHistory } from '../../replay/replay.ts';
import type { TriageEvent } from '../event.ts';
import { nextTickAt } from '../nextTick.ts';
import { type CompiledProtocol, compileProtocol } from '../rules/compile.ts';
import { initialState, openAlerts, type TriageState } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import { fromStoredForm, storedForm } from '../stored/storedForm.ts';

const at = (local: string) => Date.parse(local);
const words = { nb: 'tekst', en: 'text' };
const rule = { text: words, action: words, source: 'example for tests', kind: 'missing', autoClose: true } as const;
const WORKDAYS = PLAN_DAYS.slice(0, 5);
const weekdays = { days: WORKDAYS, from: '00:00', by: '10:00', graceMinutes: 120, onHolidays: 'asked' } as const;
const planned = (...entries: MeasuringPlan['entries']): MeasuringPlan =>
  MeasuringPlanSchema.parse({ timeZone: 'Europe/Oslo', entries, holidays: ['2026-04-02', '2026-04-03', '2026-04-06'] });
const mornings = planned({ metric: 'oxygen-saturation', ...weekdays });

const PROTOCOL: ProtocolInput = {
  id: 'planned',
  version: 1,
  condition: 'copd',
  title: words,
  source: 'example for tests',
  numbers: {},
  observes: ['heart-rate'],
  plan: mornings,
  rules: [
    {
      ...rule,
      id: 'saturation',
      levels: { yellow: { when: { type: 'overdue', metric: 'oxygen-saturation' } } },
      task: { kind: 'check-device', text: words, within: 1 },
    },
    { ...rule, id: 'weight', levels: { red: { when: { type: 'overdue', metric: 'body-weight' } } } },
  ],
};
const compiled = (versions: readonly PlanVersion[] = [], pauses: readonly Pause[] = [], plan?: MeasuringPlan) =>
  compileProtocol(applyLimits(ProtocolSchema.parse({ ...PROTOCOL, ...(plan && { plan }) }), null, 0, pauses, versions));
const standard = compiled();

/** A Sunday evening in Oslo, winter time. */
const START = at('2026-03-01T20:00:00+01:00');
const read = (instant: string, metric: MetricCode = 'oxygen-saturation', receivedAt?: string): TriageEvent => ({
  type: 'measurement',
  metric,
  value: 95,
  at: at(instant),
  ...(receivedAt && { receivedAt: at(receivedAt) }),
});
const tick = (instant: string): TriageEvent => ({ type: 'tick', at: at(instant) });
const closed = (instant: string, ruleId = 'saturation'): TriageEvent => ({
  type: 'alert-closed',
  ruleId,
  at: at(instant),
});
const run = (events: readonly TriageEvent[], protocol = standard, since = START) =>
  foldEvents(protocol, initialState(protocol, since), events);
const opened = (events: readonly TriageEvent[], protocol?: CompiledProtocol, since?: number) =>
  run(events, protocol, since).findings.flatMap(({ type, at: instant }) =>
    type === 'opened' ? [new Date(instant).toISOString()] : [],
  );
const open = (state: TriageState, protocol = standard) => openAlerts(protocol, state).map(({ ruleId }) => ruleId);
const due = (state: TriageState, protocol = standard) => {
  const next = nextTickAt(protocol, state);
  return next === null ? null : new Date(next).toISOString();
};

describe('a due time of the plan', () => {
  it.each<[string, TriageEvent[], string[]]>([
    ['is missed when its grace has passed too', [tick('2026-03-02T12:00+01:00')], ['2026-03-02T11:00:00.000Z']],
    ['is not before', [tick('2026-03-02T11:59:59+01:00')], []],
    [
      'opens the alert at the instant it fell due, however late the tick',
      [tick('2026-03-04T03:00+01:00')],
      ['2026-03-02T11:00:00.000Z'],
    ],
    ['is answered by a reading in its wait', [read('2026-03-02T07:00+01:00'), tick('2026-03-02T23:00+01:00')], []],
    ['also by one in the grace', [read('2026-03-02T11:59+01:00'), tick('2026-03-02T23:00+01:00')], []],
    [
      'is not answered by a reading from before its wait',
      [read('2026-03-01T23:59+01:00'), tick('2026-03-02T13:00+01:00')],
      ['2026-03-02T11:00:00.000Z'],
    ],
    [
      'is not answered by another metric',
      [read('2026-03-02T07:00+01:00', 'heart-rate'), tick('2026-03-02T13:00+01:00')],
      ['2026-03-02T11:00:00.000Z'],
    ],
    [
      'is asked for on its days and no other: silence from Friday morning until Monday is as planned',
      [
        ...['02', '03', '04', '05', '06'].map((day) => read(`2026-03-${day}T08:00+01:00`)),
        tick('2026-03-09T11:59+01:00'),
      ],
      [],
    ],
  ])('%s', (_, events, expected) => {
    expect(opened(events)).toEqual(expected);
  });

  it('is told by the state, so that a timer can be set', () => {
    const fresh = initialState(standard, START);
    expect(due(fresh)).toBe('2026-03-02T11:00:00.000Z');
    expect(due(run([read('2026-03-06T08:00+01:00')]).state)).toBe('2026-03-09T11:00:00.000Z');
    const asksNothing = compiled([], [], planned());
    expect(due(run([], asksNothing).state, asksNothing)).toBeNull();
  });

  it('that passed before the follow-up began, or before a person closed, is not asked for', () => {
    expect(opened([tick('2026-03-02T20:00+01:00')], standard, at('2026-03-02T10:30+01:00'))).toEqual([]);
    const missed = [tick('2026-03-02T13:00+01:00'), closed('2026-03-03T08:00+01:00'), tick('2026-03-03T11:59+01:00')];
    expect(open(run(missed).state)).toEqual([]);
    expect(due(run(missed).state)).toBe('2026-03-03T11:00:00.000Z');
    expect(opened([...missed, tick('2026-03-03T12:00+01:00')])).toHaveLength(2);
  });

  it('that a person closed while it could still be met is not asked for again', () => {
    const events = [closed('2026-03-02T10:30+01:00'), tick('2026-03-03T11:00+01:00')];
    expect(opened(events)).toEqual([]);
  });

  it('once missed is one alert until something comes, and a reading ends it, late as it is', () => {
    const events = [tick('2026-03-04T20:00+01:00')];
    expect(opened(events)).toHaveLength(1);
    const { state, findings } = run([...events, read('2026-03-04T20:30+01:00')]);
    expect(findings.map(({ type }) => type)).toEqual(['opened', 'cleared']);
    expect(open(state)).toEqual([]);
    expect(due(state)).toBe('2026-03-05T11:00:00.000Z');
  });

  it('is withdrawn when what was measured in time comes late', () => {
    const { state } = run([tick('2026-03-02T13:00+01:00')]);
    const late = step(standard, state, read('2026-03-02T09:00+01:00', 'oxygen-saturation', '2026-03-02T18:00+01:00'));
    expect(late.findings.map(({ type }) => type)).toEqual(['withdrawn']);
    expect(open(late.state)).toEqual([]);
  });

  it('says in its evidence what was due, by whose plan', () => {
    const { findings } = run([read('2026-03-02T08:00+01:00'), tick('2026-03-03T12:00+01:00')]);
    expect(findings[0]?.evidence.items).toEqual([
      {
        type: 'missing',
        metric: 'oxygen-saturation',
        lastAt: at('2026-03-02T08:00+01:00'),
        since: START,
        dueAt: at('2026-03-03T12:00+01:00'),
        planned: { opensAt: at('2026-03-03T00:00+01:00'), by: at('2026-03-03T10:00+01:00'), version: null },
      },
    ]);
  });
});

describe('two due times a day', () => {
  const twice = compiled(
    [],
    [],
    planned(
      { metric: 'oxygen-saturation', ...weekdays, days: PLAN_DAYS },
      { metric: 'oxygen-saturation', ...weekdays, days: PLAN_DAYS, from: '18:00', by: '20:00', graceMinutes: 60 },
    ),
  );
  it.each<[string, TriageEvent[], string[]]>([
    [
      'each want a reading',
      [read('2026-03-02T08:00+01:00'), tick('2026-03-02T22:00+01:00')],
      ['2026-03-02T20:00:00.000Z'],
    ],
    [
      'are both answered by one each',
      [read('2026-03-02T08:00+01:00'), read('2026-03-02T18:10+01:00'), tick('2026-03-02T23:00+01:00')],
      [],
    ],
    [
      'are not answered by a reading between them',
      [read('2026-03-02T08:00+01:00'), read('2026-03-02T15:00+01:00'), tick('2026-03-02T22:00+01:00')],
      ['2026-03-02T20:00:00.000Z'],
    ],
  ])('%s', (_, events, expected) => {
    expect(opened(events, twice, at('2026-03-01T23:00+01:00'))).toEqual(expected);
  });
});

describe('days that are not as others', () => {
  it.each<[string, string, string[]]>([
    ['the clock goes forward: by the summer clock', '2026-03-27T20:00+01:00', ['2026-03-30T10:00:00.000Z']],
    ['the clock goes back: by the winter clock', '2026-10-23T20:00+02:00', ['2026-10-26T11:00:00.000Z']],
  ])('%s', (_, since, expected) => {
    const from = at(since);
    expect(opened([{ type: 'tick', at: from + 4 * 86_400_000 }], standard, from)).toEqual(expected);
  });

  it('a due time in the hour that is skipped is after it, and in the hour that comes twice the first', () => {
    const night = (by: string, from: string) =>
      compiled(
        [],
        [],
        planned({ metric: 'oxygen-saturation', ...weekdays, days: ['sunday'], from, by, graceMinutes: 0 }),
      );
    const spring = at('2026-03-28T20:00+01:00');
    expect(opened([{ type: 'tick', at: spring + 86_400_000 }], night('02:30', '01:00'), spring)).toEqual([
      '2026-03-29T01:30:00.000Z',
    ]);
    const autumn = at('2026-10-24T20:00+02:00');
    expect(opened([{ type: 'tick', at: autumn + 86_400_000 }], night('02:30', '01:00'), autumn)).toEqual([
      '2026-10-25T00:30:00.000Z',
    ]);
  });

  it('holidays are skipped where the plan says so, and only there', () => {
    const easter = at('2026-04-01T20:00+02:00');
    const until: TriageEvent = tick('2026-04-30T00:00+02:00');
    expect(opened([until], standard, easter)).toEqual(['2026-04-02T10:00:00.000Z']);
    const sparing = compiled([], [], planned({ metric: 'oxygen-saturation', ...weekdays, onHolidays: 'not-asked' }));
    expect(opened([until], sparing, easter)).toEqual(['2026-04-07T10:00:00.000Z']);
  });
});

describe('a plan of the patient’s own', () => {
  const evening = planned({ metric: 'oxygen-saturation', ...weekdays, from: '17:00', by: '20:00' });
  const version = (since: string, plan: MeasuringPlan | null, number = 1): PlanVersion => ({
    version: number,
    since: at(since),
    plan,
  });

  it.each<[string, string, string]>([
    ['before the due time: the new one counts', '2026-03-02T09:59+01:00', '2026-03-02T21:00:00.000Z'],
    ['at the due time: what was due stays due', '2026-03-02T10:00+01:00', '2026-03-02T11:00:00.000Z'],
    ['in the grace: what was due stays due', '2026-03-02T11:30+01:00', '2026-03-02T11:00:00.000Z'],
    ['when it is missed: it stays missed', '2026-03-02T12:30+01:00', '2026-03-02T11:00:00.000Z'],
  ])('set %s', (_, since, expected) => {
    const before = run([tick(since)]).state;
    const own = compiled([version(since, evening)]);
    const after = foldEvents(own, before, [tick('2026-03-03T02:00+01:00')]);
    expect(openAlerts(own, after.state).map(({ openedAt }) => new Date(openedAt).toISOString())).toEqual([expected]);
  });

  it('without the metric asks for it no more; what was missed waits for a person', () => {
    const none = compiled([version('2026-03-02T20:00+01:00', planned())]);
    const missed = run([tick('2026-03-02T13:00+01:00')]).state;
    const { state } = foldEvents(none, missed, [tick('2026-03-20T13:00+01:00')]);
    expect(open(state, none)).toEqual(['saturation']);
    const answered = step(none, state, closed('2026-03-20T14:00+01:00')).state;
    expect(open(answered, none)).toEqual([]);
    expect(due(answered, none)).toBeNull();
  });

  it('is remembered through a store where it asks for nothing, and asks again from its next version on', () => {
    const none = compiled([version('2026-03-02T08:30+01:00', planned())]);
    const quiet = foldEvents(none, run([read('2026-03-02T08:00+01:00')]).state, [tick('2026-03-09T13:00+01:00')]).state;
    const stored = fromStoredForm(JSON.parse(JSON.stringify(storedForm(quiet))));
    const again = compiled([version('2026-03-02T08:30+01:00', planned()), version('2026-03-09T13:00+01:00', null, 2)]);
    const { state } = foldEvents(again, stored, [tick('2026-03-10T13:00+01:00')]);
    expect(openAlerts(again, state).map(({ openedAt }) => new Date(openedAt).toISOString())).toEqual([
      '2026-03-10T11:00:00.000Z',
    ]);
  });

  it('that is set long after the start is asked from then on', () => {
    const weights = planned({ metric: 'body-weight', ...weekdays });
    const own = compiled([version('2027-09-06T09:00+02:00', weights)]);
    const { state } = foldEvents(own, run([tick('2027-09-06T09:00+02:00')]).state, [tick('2027-09-06T12:00+02:00')]);
    expect(open(state, own)).toContain('weight');
  });

  it('is named in the evidence, and the alert is judged again to the same', () => {
    const own = compiled([version('2026-03-02T09:00+01:00', evening, 7)]);
    const readings = [read('2026-03-02T07:00+01:00')] as never[];
    const [alert] = replayHistory(own, START, readings, at('2026-03-02T23:00+01:00'));
    expect(alert?.evidence.items[0]).toMatchObject({ planned: { version: 7, by: at('2026-03-02T20:00+01:00') } });
    const history = {
      since: START,
      settings: [{ from: START, protocol: own }],
      readings,
      closes: [],
      ticks: [at('2026-03-02T22:30+01:00')],
    };
    const evidence = JSON.parse(JSON.stringify(alert?.evidence ?? null));
    expect(rerunJudgement(history, evidence, at('2026-03-02T22:30+01:00')).identical).toBe(true);
    const other = { ...history, settings: [{ from: START, protocol: standard }] };
    expect(rerunJudgement(other, evidence, at('2026-03-02T22:30+01:00')).identical).toBe(false);
  });
});

describe('a pause', () => {
  const pause = (from: string, until: string, more: Partial<Pause> = {}): Pause => ({
    scope: { type: 'episode' },
    includesRed: false,
    from: at(from),
    until: at(until),
    ...more,
  });
  it.each<[string, Pause, string]>([
    [
      'that runs over a due time puts it off to the next',
      pause('2026-03-02T06:00+01:00', '2026-03-03T20:00+01:00'),
      '2026-03-04T11:00:00.000Z',
    ],
    [
      'that ends in its wait does too: the patient had not all of it',
      pause('2026-03-01T21:00+01:00', '2026-03-02T09:00+01:00'),
      '2026-03-03T11:00:00.000Z',
    ],
    [
      'that begins when it is missed leaves it missed',
      pause('2026-03-02T12:00+01:00', '2026-03-09T09:00+01:00'),
      '2026-03-02T11:00:00.000Z',
    ],
    [
      'that was called off before it began does nothing',
      pause('2026-03-02T06:00+01:00', '2026-03-02T05:00+01:00'),
      '2026-03-02T11:00:00.000Z',
    ],
    [
      'of another metric does nothing',
      pause('2026-03-02T06:00+01:00', '2026-03-09T05:00+01:00', { scope: { type: 'metrics', metrics: ['steps'] } }),
      '2026-03-02T11:00:00.000Z',
    ],
  ])('%s', (_, one, expected) => {
    expect(opened([tick('2026-03-13T00:00+01:00')], compiled([], [one]))).toEqual([expected]);
  });

  it('never puts off a due time whose absence is red, unless it names red', () => {
    const plan = planned({ metric: 'body-weight', ...weekdays });
    const around = (includesRed: boolean) => pause('2026-03-02T06:00+01:00', '2026-03-03T20:00+01:00', { includesRed });
    const until = [tick('2026-03-13T00:00+01:00')];
    expect(opened(until, compiled([], [around(false)], plan))).toEqual(['2026-03-02T11:00:00.000Z']);
    expect(opened(until, compiled([], [around(true)], plan))).toEqual(['2026-03-04T11:00:00.000Z']);
  });
});

describe('a device without connection', () => {
  it('hides what it would have brought, as it hides all that is missing', () => {
    const offline: TriageEvent = {
      type: 'device-offline',
      deviceId: 'gateway-1',
      at: at('2026-03-01T22:00+01:00'),
      since: at('2026-03-01T21:00+01:00'),
      metrics: ['oxygen-saturation'],
    };
    expect(open(run([offline, tick('2026-03-02T13:00+01:00')]).state)).toEqual(['device:gateway-1']);
  });
});
