import type { ProtocolDifferenceShown } from '@samvakt/contract';
import { applyLimits, type Expression, type Protocol, ProtocolSchema } from '@samvakt/triage';
import { describe, expect, it } from 'vitest';
import { everyChange, type FieldChange } from '../testing/everyChange.ts';
import { differenceShown } from './difference.ts';

/* Whoever puts another version in force must be told of everything that judges otherwise or reads otherwise: field by field of the schema. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const text = (words: string) => ({ nb: words, en: `${words} in English` });
const source = 'assumption: of the tests';
const number = (words: string, value: number) =>
  ({ value, min: value - 2, max: value + 2, unit: '%', text: text(words), source }) as const;
const FORM = 'urn:test:form';

const compared = {
  metric: 'oxygen-saturation',
  test: 'below',
  set: { number: 'low' },
  clear: { margin: 2 },
  sustained: { readings: 2, of: 3, maxGap: 6 * HOUR },
  recovery: { for: 2 * HOUR, maxGap: HOUR },
} as const;
const dense = {
  metric: 'glucose',
  test: 'above',
  set: 25,
  clear: { number: 'high' },
  sustained: { for: 2 * HOUR, maxGap: HOUR },
  recovery: { readings: 2, of: 4, maxGap: HOUR },
  over: 14 * DAY,
  every: 5 * MINUTE,
  sufficient: 70,
  minDays: 10,
  whenTooFew: 'silent',
} as const;
const change = { ...compared, type: 'change', over: 3 * DAY, minDays: 2, floor: 1 } as const;
const leaves: readonly Expression[] = [
  { ...compared, type: 'value', clear: 92 },
  { ...change, measure: 'spread', reference: 'baseline' },
  { ...change, measure: 'absolute', reference: 'mean', set: -3 },
  { ...compared, type: 'mean', over: DAY, minReadings: 4, minDays: 1 },
  { ...dense, type: 'share', band: { below: 3 } },
  { ...dense, type: 'share', band: { above: 10 } },
  { ...dense, type: 'share', band: { from: 3, until: 10 } },
  { ...dense, type: 'variation' },
  {
    ...{ type: 'score', score: 'news2', output: 'total', settings: { 'saturation-scale': { number: 'scale' } } },
    ...{ test: 'at-least', set: 5, clear: 4, within: 2 * HOUR },
  },
  { type: 'missing', metric: 'oxygen-saturation', every: DAY, grace: 6 * HOUR },
  { type: 'overdue', metric: 'body-weight' },
  { type: 'overdue', questionnaire: FORM },
  { type: 'questionnaire', questionnaire: FORM, about: 'answers', atLeast: 'yellow' },
  { type: 'questionnaire', questionnaire: FORM, about: 'contact', atLeast: 'red' },
  { type: 'unanswered', questionnaire: FORM, every: 7 * DAY, grace: DAY },
  { type: 'missing', metric: 'heart-rate', every: DAY, grace: HOUR },
];
const joined: readonly Expression[] = [
  { type: 'all', of: leaves.slice(0, 2), within: DAY },
  { type: 'all', of: leaves.filter(({ type }) => type === 'missing'), within: DAY },
  { type: 'any', of: leaves.slice(4, 6) },
  { type: 'not', of: { ...compared, type: 'value' } },
  { type: 'at-least', count: 1, of: leaves.slice(0, 2), within: DAY },
];
const ruleOf = (when: Expression, index: number) => ({
  ...{ id: `rule-${index}`, kind: 'clinical', autoClose: true, source },
  ...{ text: text('regel'), action: text('gjør'), levels: { yellow: { when } } },
});

/** Something of everything that a protocol can say. Not one that would be let in: its rules need make no sense together. */
const everything = {
  id: 'everything',
  version: 1,
  condition: 'copd',
  title: text('Alt'),
  source,
  numbers: {
    low: number('lav', 88),
    // The name that another name is changed to.
    lowx: number('lavere', 88),
    high: number('høy', 20),
    highx: number('høyere', 20),
    scale: {
      ...number('skala', 1),
      choices: [
        { value: 1, text: text('en') },
        { value: 2, text: text('to') },
      ],
    },
    scalex: number('annen skala', 1),
  },
  observes: ['steps', 'inr'],
  plan: {
    timeZone: 'Europe/Oslo',
    holidays: ['2026-12-25'],
    entries: [
      {
        ...{ metric: 'body-weight', days: ['monday', 'thursday'], from: '06:00', by: '10:00' },
        ...{ graceMinutes: 120, onHolidays: 'asked' },
      },
      {
        ...{ questionnaire: FORM, days: ['sunday'], from: '06:00', by: '10:00' },
        ...{ graceMinutes: 2880, onHolidays: 'asked' },
      },
    ],
  },
  questionnaires: [{ url: FORM, title: text('Skjema') }],
  rules: [
    ...[...leaves, ...joined].map(ruleOf),
    {
      ...ruleOf({ ...compared, type: 'value' }, 99),
      task: { kind: 'call-back', text: text('Ring'), within: DAY, from: 'red' },
      levels: {
        red: { when: { ...compared, type: 'value', set: 80 } },
        yellow: { when: { ...compared, type: 'value' } },
      },
    },
  ],
} as unknown as Protocol;

/** Not told: what it is called by, what no other version may differ in, and where things come from, which no clinician's page shows. */
const UNTOLD = /^\.(id|version|condition)$|\.source$/;

type Told = ProtocolDifferenceShown['others'][number];

/** What can be read of it: a before that reads as its after is no line. */
function linesOf(
  { added, removed, changed, numbers, observes, others }: ProtocolDifferenceShown,
  languages: readonly Language[],
): string[] {
  const told = changed.flatMap(({ meaning, before, after, also }) => [{ what: meaning, before, after }, ...also]);
  return [
    ...[...added, ...removed].map(({ condition }) => condition.nb),
    ...[...told, ...others].filter(differsIn(languages)).map(({ what }) => what.nb),
    ...numbers.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after)).map(({ name }) => name),
    ...[...observes.added, ...observes.removed],
  ];
}

type Language = 'nb' | 'en';
/** Where the field itself is of one language, it is told in that. */
const languagesOf = (path: string): Language[] =>
  (['nb', 'en'] as const).filter((one) => !/\.(nb|en)$/.test(path) || path.endsWith(one));
const differsIn =
  (languages: readonly Language[]) =>
  ({ before, after }: Told): boolean =>
    languages.every((language) => before?.[language] !== after?.[language]);

const isTold = ({ path, value }: FieldChange): boolean => {
  const [before, after] = [applyLimits(everything, null, 0), applyLimits(value as Protocol, null, 0)];
  return linesOf(differenceShown(before, after), languagesOf(path)).length > 0;
};

const { changes, without } = everyChange(ProtocolSchema, everything);

describe('what differs between two versions', () => {
  it('is tried with an example that has every field of the schema, and every kind of expression', () => {
    expect(without).toEqual([]);
    expect(changes.length).toBeGreaterThan(300);
  });

  it('is told of each field by itself, in words that are not the same before and after', () => {
    expect(
      changes
        .filter((change) => !isTold(change))
        .map(({ path }) => path)
        .filter((path) => !UNTOLD.test(path)),
    ).toEqual([]);
  });

  it('is not told of where a number or a rule comes from, nor of what no other version may differ in', () => {
    const untold = changes.filter(({ path }) => UNTOLD.test(path));
    expect(untold.length).toBeGreaterThan(20);
    expect(untold.filter(isTold).map(({ path }) => path)).toEqual([]);
  });
});
