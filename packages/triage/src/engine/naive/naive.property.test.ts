import { type MeasuringPlan, type MeasuringPlanEntry, type MetricCode, PLAN_DAYS } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import type { Pause } from '../../pause/schema.ts';
import type { PlanVersion } from '../../plan/schema.ts';
import { type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import type { AlertClosedEvent, MeasurementEvent, TriageEvent } from '../event.ts';
import { compileProtocol } from '../rules/compile.ts';
import { initialState, openAlerts } from '../state.ts';
import { foldEvents, step } from '../step.ts';
import { anyResponse, FORM } from '../testing/answers.ts';
import { EXAMPLE } from '../testing/exampleProtocol.ts';
import { type History as NaiveHistory, naiveAlerts } from './naive.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
const { levels: _, ...words } = example;
const rule = { ...words, autoClose: true };
const pulse = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;
const breathless = { type: 'value', metric: 'breathlessness', test: 'at-least', set: 6, clear: 4 } as const;
const weight = { type: 'change', metric: 'body-weight', measure: 'absolute' } as const;

const daily = {
  days: PLAN_DAYS,
  from: '02:00',
  by: '10:00',
  graceMinutes: 120,
  onHolidays: 'asked',
} satisfies Omit<MeasuringPlanEntry, 'metric' | 'questionnaire'>;
const evening = { ...daily, from: '17:30', by: '20:00', graceMinutes: 6 * 60 } as const;
const PLAN: MeasuringPlan = {
  timeZone: 'Europe/Oslo',
  entries: [
    { ...daily, metric: 'oxygen-saturation' },
    { ...evening, metric: 'oxygen-saturation', onHolidays: 'not-asked' },
    { ...daily, metric: 'heart-rate', days: ['monday', 'thursday'] },
    { ...daily, questionnaire: FORM, days: ['tuesday'], graceMinutes: 48 * 60, onHolidays: 'not-asked' },
  ],
  holidays: ['2026-03-04', '2026-03-12'],
};
/** What a team may set instead. */
const OTHERS: MeasuringPlan[] = [
  { ...PLAN, entries: [] },
  { ...PLAN, timeZone: 'America/New_York' },
  { ...PLAN, entries: [{ ...evening, metric: 'heart-rate' }], holidays: [] },
  {
    ...PLAN,
    entries: [
      { ...daily, metric: 'oxygen-saturation', from: '08:00', by: '08:30', graceMinutes: 0 },
      { ...daily, metric: 'heart-rate', days: ['saturday', 'sunday'] },
      { ...evening, questionnaire: FORM, days: ['monday', 'friday'], graceMinutes: 0 },
    ],
  },
];
const plans = (hours: number): fc.Arbitrary<PlanVersion[]> =>
  fc
    .array(
      fc.record({
        at: fc.nat(hours * 4),
        plan: fc.constantFrom(null, ...OTHERS),
      }),
      { maxLength: 3 },
    )
    .map((set) =>
      set
        .sort((a, b) => a.at - b.at)
        .map(({ at, plan }, place) => ({ version: place + 1, since: START + at * 15 * MINUTE, plan })),
    );

/** The example, and what it leaves out of the language. */
const PROTOCOL = ProtocolSchema.parse({
  ...EXAMPLE,
  rules: [
    ...EXAMPLE.rules,
    {
      ...rule,
      id: 'below-own-normal',
      levels: {
        yellow: {
          when: {
            ...weight,
            test: 'at-most',
            set: -2,
            measure: 'relative',
            reference: 'baseline',
            over: 5 * DAY,
            minDays: 2,
          },
        },
      },
    },
    {
      ...rule,
      id: 'fallen-from-highest',
      levels: {
        red: { when: { ...weight, test: 'below', set: -3, clear: { margin: 1 }, reference: 'maximum', over: 2 * DAY } },
      },
    },
    {
      ...rule,
      id: 'above-mean',
      levels: {
        yellow: {
          when: {
            ...weight,
            test: 'above',
            set: 1,
            reference: 'mean',
            over: 3 * DAY + 2 * HOUR,
            sustained: { readings: 2, of: 3 },
            recovery: { for: 6 * HOUR, maxGap: 2 * DAY },
          },
        },
      },
    },
    {
      ...rule,
      id: 'out-of-own-variation',
      levels: {
        red: {
          when: {
            ...weight,
            test: 'above',
            set: 2.5,
            clear: 1,
            measure: 'spread',
            floor: 0.6,
            reference: 'baseline',
            over: 6 * DAY,
            minDays: 3,
          },
        },
      },
    },
    {
      ...rule,
      id: 'share-in-band',
      levels: {
        red: {
          when: {
            type: 'share',
            metric: 'body-weight',
            band: { from: 79.5, until: 82 },
            test: 'at-most',
            set: 40,
            clear: { margin: 15 },
            over: 2 * DAY + 5 * HOUR,
            every: 6 * HOUR,
            sufficient: 40,
            minDays: 2,
          },
        },
        yellow: {
          when: {
            type: 'share',
            metric: 'heart-rate',
            band: { above: 115 },
            test: 'above',
            set: 50,
            over: DAY,
            every: 8 * HOUR,
            sufficient: 70,
            whenTooFew: 'silent',
          },
        },
      },
    },
    {
      ...rule,
      id: 'varies',
      levels: {
        yellow: {
          when: {
            type: 'variation',
            metric: 'heart-rate',
            test: 'above',
            set: 9.5,
            clear: { margin: 0.7 },
            over: 2 * DAY + 3 * HOUR,
            every: 6 * HOUR,
            sufficient: 30,
            minDays: 2,
          },
        },
      },
    },
    {
      ...rule,
      id: 'two-of-three',
      levels: {
        red: {
          when: {
            type: 'at-least',
            count: 2,
            within: 12 * HOUR,
            of: [pulse, breathless, { type: 'value', metric: 'body-temperature', test: 'above', set: 38.5 }],
          },
        },
        yellow: {
          when: {
            type: 'any',
            of: [
              { ...pulse, set: 120 },
              { type: 'all', of: [breathless, { type: 'not', of: pulse }] },
            ],
          },
        },
      },
    },
    {
      ...rule,
      id: 'silent-and-breathless',
      kind: 'missing',
      levels: {
        red: {
          when: {
            type: 'all',
            of: [breathless, { type: 'missing', metric: 'oxygen-saturation', every: 10 * HOUR, grace: 0 }],
          },
        },
        yellow: { when: { type: 'missing', metric: 'heart-rate', every: 2 * DAY, grace: HOUR } },
      },
    },
  ],
} satisfies ProtocolInput);
const compiled = compileProtocol(applyLimits(PROTOCOL, null, START));

/** With a plan: few rules, since the reference looks at every due time anew at every instant. */
const PLANNED = ProtocolSchema.parse({
  ...EXAMPLE,
  plan: PLAN,
  questionnaires: [{ url: FORM, title: { nb: 'Skjema', en: 'Form' } }],
  rules: [
    example,
    {
      ...rule,
      id: 'overdue-and-breathless',
      kind: 'missing',
      levels: {
        red: { when: { type: 'all', of: [breathless, { type: 'overdue', metric: 'oxygen-saturation' }] } },
        yellow: { when: { type: 'overdue', metric: 'heart-rate' } },
      },
    },
    {
      ...rule,
      id: 'overdue-saturation',
      kind: 'missing',
      levels: { yellow: { when: { type: 'overdue', metric: 'oxygen-saturation' } } },
    },
    {
      ...rule,
      id: 'overdue-form',
      kind: 'missing',
      autoClose: true,
      levels: { yellow: { when: { type: 'overdue', questionnaire: FORM } } },
    },
  ],
} satisfies ProtocolInput);

const RANGES: [MetricCode, number, number][] = [
  ['oxygen-saturation', 82, 94],
  ['body-temperature', 37, 40],
  ['body-weight', 78, 84],
  ['systolic-pressure', 128, 142],
  ['breathlessness', 0, 10],
  ['heart-rate', 90, 130],
];

const measurement = (spanMs: number): fc.Arbitrary<MeasurementEvent> =>
  fc
    .record({ range: fc.constantFrom(...RANGES), step: fc.nat(spanMs / (15 * MINUTE)), part: fc.nat(12) })
    .map(({ range: [metric, low, high], step: steps, part }) => {
      const at = START + steps * 15 * MINUTE;
      return { type: 'measurement', metric, at, value: low + ((high - low) * part) / 12 };
    });
const close = (spanMs: number): fc.Arbitrary<AlertClosedEvent> =>
  fc
    .record({ ruleId: fc.constantFrom(...PROTOCOL.rules.map(({ id }) => id)), minute: fc.nat(spanMs / MINUTE) })
    .map(({ ruleId, minute }) => ({ type: 'alert-closed', ruleId, at: START + minute * MINUTE }));

const history = (hours: number, readings: number) =>
  fc.record({
    readings: fc.array(measurement(hours * HOUR), { maxLength: readings, size: 'max' }),
    closes: fc.array(close(hours * HOUR), { maxLength: 4, size: 'max' }),
    ticks: fc.array(
      fc.nat(hours).map((hour): TriageEvent => ({ type: 'tick', at: START + hour * HOUR })),
      { maxLength: 5 },
    ),
    wait: fc.nat(80),
  });
const pauses = (hours: number): fc.Arbitrary<Pause[]> =>
  fc.array(
    fc
      .record({
        scope: fc.oneof(
          fc.constant({ type: 'episode' } as const),
          fc.constant({ type: 'metrics', metrics: ['oxygen-saturation'] } as const),
          fc.constant({ type: 'rules', rules: ['silent-and-breathless'] } as const),
        ),
        includesRed: fc.boolean(),
        at: fc.nat(hours),
        length: fc.integer({ min: -5, max: 100 }),
      })
      .map(({ at, length, ...said }) => ({ ...said, from: START + at * HOUR, until: START + (at + length) * HOUR })),
    { maxLength: 4 },
  );

type Generated = ReturnType<typeof history> extends fc.Arbitrary<infer Value> ? Value : never;

const unique = (readings: readonly MeasurementEvent[]) => [
  ...new Map(readings.map((reading) => [`${reading.metric} ${reading.at} ${reading.value}`, reading])).values(),
];

function expected({ readings, closes, wait }: Generated, end: number, more: Partial<NaiveHistory> = {}) {
  const now = end + wait * HOUR;
  return naiveAlerts({ protocol: PROTOCOL, since: START, now, readings: unique(readings), closes, ...more })
    .toSorted((a, b) => (a.ruleId < b.ruleId ? -1 : 1))
    .map(({ ruleId, severity, present, openedAt }) => ({ ruleId, severity, present, openedAt }));
}

const endOf = ({ readings, closes, ticks }: Generated) =>
  Math.max(START, ...[...readings, ...closes, ...ticks].map(({ at }) => at));

function shown(state: ReturnType<typeof initialState>, by = compiled) {
  return openAlerts(by, state)
    .filter(({ ruleId }) => !ruleId.startsWith('review:'))
    .map(({ ruleId, severity, present, openedAt }) => ({ ruleId, severity, present, openedAt }));
}

/** 12,000 random histories in all. */
describe('the engine and the naive reference agree', () => {
  it.each([
    ['on dense days', 24, 60, 3200],
    ['on a week', 7 * 24, 80, 3200],
    ['on sparse weeks', 21 * 24, 80, 3200],
  ])(
    '%s',
    (_name, hours, readings, numRuns) => {
      const opened = new Set<string>();
      fc.assert(
        fc.property(history(hours, readings), (generated) => {
          const end = endOf(generated);
          const tick: TriageEvent = { type: 'tick', at: end + generated.wait * HOUR };
          const events = [...generated.readings, ...generated.closes, ...generated.ticks, tick];
          const { state } = foldEvents(compiled, initialState(compiled, START), events);
          const open = shown(state);
          expect(open).toEqual(expected(generated, end));
          for (const { ruleId } of open) opened.add(ruleId);
        }),
        { numRuns },
      );
      // Agreement on nothing would be no agreement.
      expect(opened.size).toBeGreaterThan(PROTOCOL.rules.length / 2);
    },
    120_000,
  );

  it('on weeks with pauses', () => {
    const withPauses = history(14 * 24, 60).chain((generated) => fc.tuple(fc.constant(generated), pauses(14 * 24)));
    let tried = 0;
    let putOff = 0;
    fc.assert(
      fc.property(withPauses, ([generated, given]) => {
        tried += 1;
        const end = endOf(generated);
        const paused = compileProtocol(applyLimits(PROTOCOL, null, START, given));
        const tick: TriageEvent = { type: 'tick', at: end + generated.wait * HOUR };
        const events = [...generated.readings, ...generated.closes, ...generated.ticks, tick];
        const open = shown(foldEvents(paused, initialState(paused, START), events).state);
        expect(open).toEqual(expected(generated, end, { pauses: given }));
        if (JSON.stringify(open) !== JSON.stringify(expected(generated, end))) putOff += 1;
      }),
      { numRuns: 2000 },
    );
    expect(putOff).toBeGreaterThan(tried / 20);
  }, 120_000);

  it('on weeks with plans that change and pauses', () => {
    const planned = history(14 * 24, 60).chain((generated) =>
      fc.tuple(fc.constant(generated), pauses(14 * 24), plans(14 * 24), fc.array(anyResponse(14), { maxLength: 5 })),
    );
    let tried = 0;
    let byPlan = 0;
    let forms = 0;
    fc.assert(
      fc.property(planned, ([generated, given, set, came]) => {
        tried += 1;
        // One response has one content.
        const answers = [
          ...new Map(came.toReversed().map((one) => [`${one.questionnaire} ${one.responseId}`, one])).values(),
        ];
        const end = Math.max(endOf(generated), ...answers.map(({ at }) => at));
        const own = compileProtocol(applyLimits(PLANNED, null, START, given, set));
        const tick: TriageEvent = { type: 'tick', at: end + generated.wait * HOUR };
        const events = [...generated.readings, ...answers, ...generated.closes, ...generated.ticks, tick];
        const open = shown(foldEvents(own, initialState(own, START), events).state, own);
        const wanted = expected(generated, end, { protocol: PLANNED, answers, pauses: given, plans: set });
        expect(open).toEqual(wanted);
        const without = expected(generated, end, { protocol: PLANNED, answers });
        if (JSON.stringify(wanted) !== JSON.stringify(without)) byPlan += 1;
        if (wanted.some(({ ruleId }) => ruleId === 'overdue-form')) forms += 1;
      }),
      { numRuns: 500 },
    );
    // What was found depends on the plan, or the agreement would say nothing of it.
    expect(byPlan).toBeGreaterThan(tried / 13);
    expect(forms).toBeGreaterThan(tried / 10);
  }, 120_000);

  it('in whatever order the events of a day come, one by one and with restarts', () => {
    const shuffled = history(22, 40).chain((generated) => {
      const events = [...generated.readings, ...generated.closes, ...generated.ticks];
      return fc.tuple(fc.constant(generated), fc.shuffledSubarray(events, { minLength: events.length }));
    });
    fc.assert(
      fc.property(shuffled, ([generated, events]) => {
        const end = endOf(generated);
        let state = initialState(compiled, START);
        for (const event of events) state = JSON.parse(JSON.stringify(step(compiled, state, event).state));
        state = step(compiled, state, { type: 'tick', at: end + generated.wait * HOUR }).state;
        expect(shown(state)).toEqual(expected(generated, end));
      }),
      { numRuns: 400 },
    );
  }, 120_000);
});
