import { type MeasuringPlan, type MeasuringPlanEntry, PLAN_DAYS } from '@samvakt/contract';
import fc from 'fast-check';
import type { PlanVersion } from '../../../plan/schema.ts';
import { type ProtocolInput, ProtocolSchema } from '../../../protocol/schema.ts';
import { FORM, MINUTE, START } from '../../testing/answers.ts';
import { EXAMPLE } from '../../testing/exampleProtocol.ts';

const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
const { levels: _, ...words } = example;
const rule = { ...words, autoClose: true };
const breathless = { type: 'value', metric: 'breathlessness', test: 'at-least', set: 6, clear: 4 } as const;

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
/** The patient's own plans, one after the other; null: that of the protocol again. */
export const anyPlans = (hours: number): fc.Arbitrary<PlanVersion[]> =>
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

/** With a plan: few rules, since the reference looks at every due time anew at every instant. */
export const PLANNED = ProtocolSchema.parse({
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
      id: 'overdue-both',
      kind: 'missing',
      levels: {
        yellow: {
          when: {
            type: 'all',
            of: [
              { type: 'overdue', metric: 'oxygen-saturation' },
              { type: 'overdue', metric: 'heart-rate' },
            ],
          },
        },
      },
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
