import { type MeasuringPlan, MeasuringPlanSchema, type MetricCode } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../limits/apply.ts';
import type { Pause } from '../pause/schema.ts';
import { ProtocolSchema } from '../protocol/schema.ts';
import { missingNow } from '../status/demands.ts';
import { calendarOf } from './calendar.ts';
import { nextDue, occasionsOf } from './occasions.ts';
import type { PlanVersion } from './schema.ts';

/* What was asked of a patient, day by day, and what came of it. In March and April 2026: summer time begins on Sunday 29 March. */

const at = (local: string) => Date.parse(local);
const words = { nb: 'tekst', en: 'text' };
const rule = { text: words, action: words, source: 'example for tests', kind: 'missing' } as const;
const entry = (metric: MetricCode, change: object = {}) => ({
  metric,
  days: ['monday', 'wednesday', 'friday'],
  from: '07:00',
  by: '10:00',
  graceMinutes: 60,
  onHolidays: 'not-asked',
  ...change,
});
const planOf = (...entries: object[]): MeasuringPlan =>
  MeasuringPlanSchema.parse({ timeZone: 'Europe/Oslo', entries, holidays: ['2026-04-03', '2026-04-06'] });
const weights = planOf(entry('body-weight'));

const protocol = ProtocolSchema.parse({
  id: 'planned',
  version: 1,
  condition: 'heart-failure',
  title: words,
  source: 'example for tests',
  numbers: {},
  plan: weights,
  rules: [
    { ...rule, id: 'weight', levels: { yellow: { when: { type: 'overdue', metric: 'body-weight' } } } },
    { ...rule, id: 'pulse', levels: { red: { when: { type: 'overdue', metric: 'heart-rate' } } } },
    {
      ...rule,
      id: 'saturation',
      levels: { yellow: { when: { type: 'missing', metric: 'oxygen-saturation', every: 86_400_000, grace: 0 } } },
    },
  ],
});
const effective = (
  plan: MeasuringPlan | null = weights,
  versions: readonly PlanVersion[] = [],
  pauses: readonly Pause[] = [],
) => {
  const { plan: _, ...without } = protocol;
  return applyLimits(plan ? { ...without, plan } : without, null, 0, pauses, versions);
};
const START = at('2026-03-20T12:00+01:00');
type Asked = Parameters<typeof occasionsOf>[1];
const asked = (own: ReturnType<typeof effective>, change: Partial<Asked> = {}) => {
  const until = change.until ?? at('2026-04-09T00:00+02:00');
  return occasionsOf(own, { from: START, until, now: until, since: START, readings: {}, ...change });
};
const days = (occasions: readonly { by: number }[]) =>
  occasions.map(({ by }) => new Date(by).toISOString().slice(0, 16));

describe('what a plan asks for', () => {
  it('is due by the clock on the wall, before and after the change to summer time, and not on a holiday', () => {
    expect(days(asked(effective()))).toEqual([
      '2026-03-23T09:00',
      '2026-03-25T09:00',
      '2026-03-27T09:00',
      '2026-03-30T08:00',
      '2026-04-01T08:00',
      '2026-04-08T08:00',
    ]);
  });

  it('is due on a holiday too where the entry says so', () => {
    const always = effective(planOf(entry('body-weight', { onHolidays: 'asked' })));
    expect(days(asked(always, { from: at('2026-04-02T00:00+02:00') }))).toEqual([
      '2026-04-03T08:00',
      '2026-04-06T08:00',
      '2026-04-08T08:00',
    ]);
  });

  it('opens, is due and is missed at instants of its own', () => {
    const [first] = asked(effective());
    expect(first).toEqual({
      metric: 'body-weight',
      opensAt: at('2026-03-23T07:00+01:00'),
      by: at('2026-03-23T10:00+01:00'),
      overdueAt: at('2026-03-23T11:00+01:00'),
      version: null,
      answeredAt: null,
      state: 'overdue',
    });
  });

  it('takes a time that the clock skips as far after the skip', () => {
    const night = effective(planOf(entry('body-weight', { days: ['sunday'], from: '01:00', by: '02:30' })));
    expect(days(asked(night, { until: at('2026-03-30T00:00+02:00') }))).toEqual([
      '2026-03-22T01:30',
      '2026-03-29T01:30',
    ]);
  });

  it('is asked for from the start of the follow-up on, also where more of the past is looked at', () => {
    const early = { from: at('2026-03-01T00:00+01:00'), until: at('2026-03-24T00:00+01:00') };
    expect(days(asked(effective(), early))).toEqual(['2026-03-23T09:00']);
    expect(days(asked(effective(), { ...early, since: at('2026-03-18T10:00+01:00') }))).toEqual([
      '2026-03-20T09:00',
      '2026-03-23T09:00',
    ]);
  });

  it('has the last of its time in it, and the first not', () => {
    const monday = at('2026-03-23T10:00+01:00');
    const wednesday = at('2026-03-25T10:00+01:00');
    expect(days(asked(effective(), { from: monday, until: wednesday }))).toEqual(['2026-03-25T09:00']);
    expect(days(asked(effective(), { from: monday - 1, until: wednesday - 1 }))).toEqual(['2026-03-23T09:00']);
  });

  it('is nothing without a plan, and what no rule is about is not asked for', () => {
    expect(asked(effective(null))).toEqual([]);
    expect(asked(effective(planOf(entry('oxygen-saturation'))))).toEqual([]);
  });

  it('is told in order of time, and of two at once in order of their names', () => {
    const both = planOf(
      entry('heart-rate'),
      entry('body-weight'),
      entry('body-weight', { from: '12:00', by: '14:00', days: ['monday'] }),
    );
    const told = asked(effective(both), { until: at('2026-03-26T00:00+01:00') });
    expect(told.map(({ metric, by }) => `${metric} ${new Date(by).toISOString().slice(8, 13)}`)).toEqual([
      ...['body-weight 23T09', 'heart-rate 23T09', 'body-weight 23T13'],
      ...['body-weight 25T09', 'heart-rate 25T09'],
    ]);
  });
});

describe('of several metrics', () => {
  const about = (metric: MetricCode) => ({
    ...rule,
    id: `no-${metric}`,
    levels: { yellow: { when: { type: 'overdue', metric } as const } },
  });
  const plan = planOf(entry('heart-rate'), entry('body-weight'));
  /** The rules stand in the order of neither the plan nor the names. */
  const several = (pauses: readonly Pause[] = []) =>
    applyLimits(
      {
        ...protocol,
        plan,
        rules: ProtocolSchema.parse({ ...protocol, rules: [about('heart-rate'), about('body-weight')] }).rules,
      },
      null,
      0,
      pauses,
    );
  const until = at('2026-03-24T00:00+01:00');

  it('those due at once are told in order of their names, whatever the order of the rules', () => {
    expect(asked(several(), { until }).map(({ metric }) => metric)).toEqual(['body-weight', 'heart-rate']);
  });

  it('the next of two due at once is that of the first rule', () => {
    const now = at('2026-03-23T08:00+01:00');
    expect(nextDue(several(), { lastSeen: {}, now })).toEqual({
      metric: 'heart-rate',
      by: at('2026-03-23T10:00+01:00'),
    });
  });

  it('each is put off by a pause of its own rule, and of no other', () => {
    const pause = (ruleId: string): Pause => ({
      scope: { type: 'rules', rules: [ruleId] },
      includesRed: false,
      from: START,
      until,
    });
    const states = (ruleId: string) =>
      asked(several([pause(ruleId)]), { until }).map(({ metric, state }) => `${metric} ${state}`);
    expect(states('no-heart-rate')).toEqual(['body-weight overdue', 'heart-rate put-off']);
    expect(states('no-body-weight')).toEqual(['body-weight put-off', 'heart-rate overdue']);
  });

  it('one that a rule judges besides is put off by a pause of the rule that it is overdue in', () => {
    const high = {
      ...rule,
      kind: 'clinical',
      id: 'weight-high',
      levels: { yellow: { when: { type: 'value', metric: 'body-weight', test: 'above', set: 120 } } },
    };
    const rules = ProtocolSchema.parse({ ...protocol, rules: [high, about('heart-rate'), about('body-weight')] }).rules;
    const state = (ruleId: string) => {
      const scope = { type: 'rules' as const, rules: [ruleId] };
      const own = applyLimits({ ...protocol, plan: weights, rules }, null, 0, [
        { scope, includesRed: false, from: START, until },
      ]);
      return asked(own, { until }).map((occasion) => occasion.state);
    };
    expect(state('weight-high')).toEqual(['overdue']);
    expect(state('no-body-weight')).toEqual(['put-off']);
  });

  it('one in a rule about something else too is put off by a pause of that rule', () => {
    const together = {
      ...rule,
      id: 'nothing-measured',
      levels: {
        yellow: {
          when: {
            type: 'all',
            of: [about('heart-rate'), about('body-weight')].map(({ levels }) => levels.yellow.when),
          },
        },
      },
    };
    const own = applyLimits(
      { ...protocol, plan, rules: ProtocolSchema.parse({ ...protocol, rules: [together] }).rules },
      null,
      0,
      [{ scope: { type: 'rules', rules: ['nothing-measured'] }, includesRed: false, from: START, until }],
    );
    expect(asked(own, { until }).map(({ state }) => state)).toEqual(['put-off', 'put-off']);
  });
});

describe('what came of it', () => {
  const monday = { until: at('2026-03-24T00:00+01:00') };
  const stateAt = (now: string, readings: string[] = [], pauses: readonly Pause[] = []) => {
    const [first] = asked(effective(weights, [], pauses), {
      ...monday,
      now: at(now),
      readings: { 'body-weight': readings.map(at) },
    });
    return [first?.state, first?.answeredAt && new Date(first.answeredAt).toISOString().slice(11, 16)];
  };
  const pause = (from: string, until: string, includesRed = false): Pause => ({
    scope: { type: 'episode' },
    includesRed,
    from: at(from),
    until: at(until),
  });

  it.each([
    ['waits until its grace has passed', '2026-03-23T10:59:59+01:00', [], ['waiting', null]],
    ['is overdue at the very end of it', '2026-03-23T11:00+01:00', [], ['overdue', null]],
    [
      'is answered from the instant it opens',
      '2026-03-23T12:00+01:00',
      ['2026-03-23T07:00+01:00'],
      ['answered', '06:00'],
    ],
    ['is not by what came before', '2026-03-23T12:00+01:00', ['2026-03-23T06:59+01:00'], ['overdue', null]],
    ['is answered within its grace', '2026-03-23T12:00+01:00', ['2026-03-23T10:59+01:00'], ['answered', '09:59']],
    ['is not when that has passed', '2026-03-23T12:00+01:00', ['2026-03-23T11:00+01:00'], ['overdue', null]],
    [
      'is answered by the first of several, in whatever order they are handed in',
      '2026-03-23T12:00+01:00',
      ['2026-03-23T09:00+01:00', '2026-03-23T08:00+01:00', '2026-03-23T06:00+01:00'],
      ['answered', '07:00'],
    ],
  ])('it %s', (_, now, readings, expected) => {
    const [state, answered] = stateAt(now, readings);
    expect([state, answered || null]).toEqual(expected);
  });

  it.each([
    ['that lies over it', pause('2026-03-22T00:00+01:00', '2026-03-26T00:00+01:00'), 'put-off'],
    ['that ends while it waits', pause('2026-03-22T00:00+01:00', '2026-03-23T07:01+01:00'), 'put-off'],
    ['that ended when its wait began', pause('2026-03-22T00:00+01:00', '2026-03-23T07:00+01:00'), 'overdue'],
    ['that begins while it waits', pause('2026-03-23T10:59+01:00', '2026-03-26T00:00+01:00'), 'put-off'],
    ['that begins when it is missed', pause('2026-03-23T11:00+01:00', '2026-03-26T00:00+01:00'), 'overdue'],
    ['that was called off before it began', pause('2026-03-23T10:00+01:00', '2026-03-23T09:00+01:00'), 'overdue'],
    [
      'of another metric',
      {
        ...pause('2026-03-22T00:00+01:00', '2026-03-26T00:00+01:00'),
        scope: { type: 'metrics' as const, metrics: ['steps' as const] },
      },
      'overdue',
    ],
  ])('a pause %s leaves it %s', (_, own, state) => {
    expect(stateAt('2026-03-23T12:00+01:00', [], [own])[0]).toBe(state);
  });

  it('an answer in a pause is an answer', () => {
    const over = pause('2026-03-22T00:00+01:00', '2026-03-26T00:00+01:00');
    expect(stateAt('2026-03-23T12:00+01:00', ['2026-03-23T08:00+01:00'], [over])[0]).toBe('answered');
  });
});

describe('a plan of the patient’s own', () => {
  const daily = planOf(entry('body-weight', { days: ['tuesday', 'thursday'] }));
  const versions: PlanVersion[] = [
    { version: 2, since: at('2026-03-27T10:00+01:00'), plan: null },
    { version: 1, since: at('2026-03-23T10:00+01:00'), plan: daily },
  ];

  it('holds from when it was set, until it is taken back; what was due before stays due', () => {
    const told = asked(effective(weights, versions), { until: at('2026-03-31T00:00+02:00') });
    expect(told.map(({ by, version }) => [new Date(by).toISOString().slice(8, 13), version])).toEqual([
      ['23T09', null],
      ['24T09', 1],
      ['26T09', 1],
      // Due at the very instant when the plan was taken back, and not of its days.
      ['30T08', null],
    ]);
  });

  it('says whether it asks for a metric at all', () => {
    const calendar = (metric: MetricCode) => calendarOf(weights, versions, metric);
    expect(calendar('body-weight').asksAt(at('2026-03-25T00:00+01:00'))).toBe(true);
    expect(calendar('heart-rate').asksAt(at('2026-03-25T00:00+01:00'))).toBe(false);
    const nothing = calendarOf(
      weights,
      [{ version: 1, since: at('2026-03-25T00:00+01:00'), plan: planOf() }],
      'body-weight',
    );
    expect(nothing.asksAt(at('2026-03-25T00:00+01:00') - 1)).toBe(true);
    expect(nothing.asksAt(at('2026-03-25T00:00+01:00'))).toBe(false);
  });
});

describe('what is due next', () => {
  const next = (now: string, lastSeen: Partial<Record<MetricCode, string>> = {}, own = effective()) => {
    const seen = Object.fromEntries(Object.entries(lastSeen).map(([metric, instant]) => [metric, at(instant)]));
    const found = nextDue(own, { lastSeen: seen, now: at(now) });
    return found && `${found.metric} ${new Date(found.by).toISOString().slice(5, 16)}`;
  };

  it('is the next time that nothing has answered', () => {
    expect(next('2026-03-23T08:00+01:00')).toBe('body-weight 03-23T09:00');
    expect(next('2026-03-23T08:00+01:00', { 'body-weight': '2026-03-22T20:00+01:00' })).toBe('body-weight 03-23T09:00');
    expect(next('2026-03-23T08:00+01:00', { 'body-weight': '2026-03-23T07:30+01:00' })).toBe('body-weight 03-25T09:00');
    expect(next('2026-03-23T10:00+01:00')).toBe('body-weight 03-25T09:00');
  });

  it('is the soonest of several metrics', () => {
    const both = effective(planOf(entry('body-weight'), entry('heart-rate', { by: '09:00' })));
    expect(next('2026-03-23T08:00+01:00', {}, both)).toBe('heart-rate 03-23T08:00');
    expect(next('2026-03-23T08:00+01:00', { 'heart-rate': '2026-03-23T07:30+01:00' }, both)).toBe(
      'body-weight 03-23T09:00',
    );
  });

  it('passes over what a pause puts off', () => {
    const pauses: Pause[] = [
      {
        scope: { type: 'episode' },
        includesRed: false,
        from: at('2026-03-23T00:00+01:00'),
        until: at('2026-03-26T00:00+01:00'),
      },
    ];
    expect(next('2026-03-23T08:00+01:00', {}, effective(weights, [], pauses))).toBe('body-weight 03-27T09:00');
  });

  it('is nothing where nothing is asked for any more', () => {
    expect(next('2026-03-23T08:00+01:00', {}, effective(null))).toBe(null);
    const ended = effective(weights, [{ version: 1, since: at('2026-03-23T09:00+01:00'), plan: planOf() }]);
    expect(next('2026-03-23T08:00+01:00', {}, ended)).toBe(null);
  });

  it('is found also far ahead, where only holidays lie between', () => {
    const years = Array.from({ length: 300 }, (_, day) =>
      new Date(at('2026-03-21T00:00Z') + day * 86_400_000).toISOString().slice(0, 10),
    );
    const away = effective({ ...weights, holidays: years });
    expect(next('2026-03-23T08:00+01:00', {}, away)).toBe('body-weight 01-15T09:00');
  });
});

describe('what is missing', () => {
  const missing = (now: string, lastSeen: Partial<Record<MetricCode, string>> = {}, own = effective()) => {
    const seen = Object.fromEntries(Object.entries(lastSeen).map(([metric, instant]) => [metric, at(instant)]));
    return missingNow(own, { since: START, lastSeen: seen, now: at(now) }).metrics;
  };

  it('is what the clock says, whatever alerts there are', () => {
    expect(missing('2026-03-21T12:00+01:00')).toEqual([]);
    expect(missing('2026-03-21T12:00:01+01:00')).toEqual(['oxygen-saturation']);
    expect(missing('2026-03-23T11:00+01:00')).toEqual(['oxygen-saturation']);
    expect(missing('2026-03-23T11:00:01+01:00')).toEqual(['body-weight', 'oxygen-saturation']);
  });

  it('is not what has come in its time', () => {
    const seen = { 'body-weight': '2026-03-23T07:00+01:00', 'oxygen-saturation': '2026-03-23T09:00+01:00' } as const;
    expect(missing('2026-03-23T12:00+01:00', seen)).toEqual([]);
    expect(missing('2026-03-25T12:00+01:00', seen)).toEqual(['body-weight', 'oxygen-saturation']);
  });

  it('is not what came before the follow-up began, nor what a pause puts off', () => {
    expect(missing('2026-03-21T12:00:01+01:00', { 'oxygen-saturation': '2026-03-01T12:00+01:00' })).toEqual([
      'oxygen-saturation',
    ]);
    const pauses: Pause[] = [
      { scope: { type: 'episode' }, includesRed: false, from: START, until: at('2026-03-24T00:00+01:00') },
    ];
    expect(missing('2026-03-23T12:00+01:00', {}, effective(weights, [], pauses))).toEqual([]);
  });
});
