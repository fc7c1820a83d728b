import { describe, expect, it } from 'vitest';
import { EXAMPLE } from '../engine/testing/exampleProtocol.ts';
import { SCORING } from '../engine/testing/scoreProtocol.ts';
import { type ProtocolInput, ProtocolSchema, titleOf } from './schema.ts';

const [first] = EXAMPLE.rules;
if (!first) throw new Error('the example has no rule');

const withRules = (...rules: ProtocolInput['rules']): ProtocolInput => ({ ...EXAMPLE, rules });
const value = { type: 'value', metric: 'heart-rate', test: 'above', set: 100 } as const;

const spread = {
  type: 'change',
  metric: 'heart-rate',
  test: 'above',
  set: 3,
  measure: 'spread',
  reference: 'baseline',
  over: 86_400_000,
  floor: 1,
} as const;
const dense = { metric: 'glucose', test: 'above', set: 4, over: 86_400_000, every: 300_000, sufficient: 70 } as const;
const share = { ...dense, type: 'share', band: { below: 3.9 } } as const;
const variation = { ...dense, type: 'variation' } as const;
const taskWithin = (within: number) => ({ kind: 'call-back', text: { nb: 'tekst', en: 'text' }, within });

function faultsOf(protocol: unknown): string[] {
  return ProtocolSchema.safeParse(protocol).error?.issues.map((issue) => issue.message) ?? [];
}

describe('a protocol', () => {
  it('is JSON: written and read again it is the same', () => {
    const protocol = ProtocolSchema.parse(EXAMPLE);
    expect(ProtocolSchema.parse(JSON.parse(JSON.stringify(protocol)))).toEqual(protocol);
  });

  it.each([
    ['a rule declared twice', withRules(first, first), /declared twice/],
    [
      'a number that it does not declare',
      withRules({ ...first, levels: { red: { when: { ...value, set: { number: 'nowhere' } } } } }),
      /nowhere, which the protocol does not declare/,
    ],
    [
      'a clear value that it does not declare, deep in a combination',
      withRules({
        ...first,
        levels: { red: { when: { type: 'not', of: { type: 'any', of: [{ ...value, clear: { number: 'gone' } }] } } } },
      }),
      /gone, which the protocol does not declare/,
    ],
    [
      'a number that it does not declare, in one of several parts',
      withRules({
        ...first,
        levels: {
          red: { when: { type: 'at-least', count: 1, of: [value, { ...value, set: { number: 'nowhere' } }] } },
        },
      }),
      /nowhere, which the protocol does not declare/,
    ],
    ['a rule without levels', withRules({ ...first, levels: {} }), /at least one level/],
    [
      'a number outside its own range',
      { ...EXAMPLE, numbers: { low: { ...EXAMPLE.numbers.low, value: 99 } } },
      /inside min–max/,
    ],
    [
      'a change in the patient’s own variation that could be nothing',
      withRules({
        ...first,
        levels: {
          red: {
            when: {
              type: 'change',
              metric: 'heart-rate',
              test: 'above',
              set: 3,
              measure: 'spread',
              reference: 'baseline',
              over: 86_400_000,
            },
          },
        },
      }),
      /./,
    ],
    [
      'more readings than it looks at',
      withRules({ ...first, levels: { red: { when: { ...value, sustained: { readings: 3, of: 2 } } } } }),
      /./,
    ],
    [
      'more parts than there are',
      withRules({ ...first, levels: { red: { when: { type: 'at-least', count: 2, of: [value] } } } }),
      /./,
    ],
  ])('is refused with %s', (_, protocol, message) => {
    expect(faultsOf(protocol).join('\n')).toMatch(message);
  });

  it('is told every fault with its place', () => {
    const named = { ...value, set: { number: 'nowhere' }, clear: { number: 'low' } } as const;
    const parsed = ProtocolSchema.safeParse(
      withRules(first, {
        ...first,
        levels: { yellow: { when: named }, red: { when: { ...named, clear: { margin: 1 } } } },
      }),
    );
    expect(parsed.error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [['rules', 1, 'id'], `Rule ${first.id} is declared twice`],
      [['rules', 1], `Rule ${first.id} names the number nowhere, which the protocol does not declare`],
      [['rules', 1], `Rule ${first.id} names the number nowhere, which the protocol does not declare`],
    ]);
  });

  it.each([
    ['a number at the lower end of its own range', { ...EXAMPLE.numbers.low, value: 80 }, true],
    ['a number at the upper end of its own range', { ...EXAMPLE.numbers.low, value: 94 }, true],
    ['a number below its own range', { ...EXAMPLE.numbers.low, value: 79.9 }, false],
    ['a number without a source', { ...EXAMPLE.numbers.low, source: '' }, false],
    [
      'a number that is one of its choices',
      { ...EXAMPLE.numbers.low, choices: [80, 88].map((own) => ({ value: own, text: { nb: 'tekst', en: 'text' } })) },
      true,
    ],
    [
      'a number that is none of its choices',
      { ...EXAMPLE.numbers.low, choices: [80, 90].map((own) => ({ value: own, text: { nb: 'tekst', en: 'text' } })) },
      false,
    ],
    ['a number with a choice of nothing', { ...EXAMPLE.numbers.low, choices: [] }, false],
  ])('with %s', (_, low, isOne) => {
    expect(ProtocolSchema.safeParse({ ...EXAMPLE, numbers: { ...EXAMPLE.numbers, low } }).success).toBe(isOne);
  });

  it.each([
    ['one level of either severity', { levels: { yellow: { when: value } } }, true],
    ['a name in capitals', { id: 'Saturation' }, false],
    ['a name that ends in a hyphen', { id: 'saturation-' }, false],
    ['a name of several words', { id: 'saturation-2-low' }, true],
    ['a task that is due at once', { task: taskWithin(0) }, false],
    ['a task that is due some time', { task: taskWithin(1) }, true],
  ])('whose rule has %s', (_, change, isOne) => {
    const { success } = ProtocolSchema.safeParse(withRules({ ...first, ...change } as ProtocolInput['rules'][number]));
    expect(success).toBe(isOne);
  });

  it('without rules is none', () => {
    expect(ProtocolSchema.safeParse(withRules()).success).toBe(false);
  });

  it.each([
    ['as many readings as it looks at', { ...value, sustained: { readings: 2, of: 2 } }, true],
    ['no reading', { ...value, sustained: { readings: 0 } }, false],
    ['more readings than are kept', { ...value, sustained: { readings: 21 } }, false],
    ['a duration of nothing', { ...value, sustained: { for: 0, maxGap: 1 } }, false],
    ['a duration and its gap', { ...value, sustained: { for: 1, maxGap: 1 } }, true],
    ['a margin on the wrong side', { ...value, clear: { margin: -1 } }, false],
    ['no margin', { ...value, clear: { margin: 0 } }, true],
    ['all of no parts', { type: 'all', of: [] }, false],
    ['any of no parts', { type: 'any', of: [] }, false],
    ['as many parts as there are', { type: 'at-least', count: 1, of: [value] }, true],
    ['none of its parts', { type: 'at-least', count: 0, of: [value] }, false],
    ['parts of the same instant only', { type: 'all', within: 0, of: [value] }, false],
    ['a grace of nothing', { type: 'missing', metric: 'heart-rate', every: 1, grace: 0 }, true],
    ['a deadline of nothing', { type: 'missing', metric: 'heart-rate', every: 0, grace: 0 }, false],
    ['a metric that nobody knows', { ...value, metric: 'mood' }, false],
    ['an own variation without a floor', { ...spread, floor: undefined }, false],
    ['an own variation with a floor', spread, true],
    ['an own variation around something else', { ...spread, reference: 'mean' }, false],
    ['a band that is a single value', { ...share, band: { from: 70, until: 70 } }, true],
    ['a band that ends before it begins', { ...share, band: { from: 70, until: 69 } }, false],
    ['a share of a window with a single place', { ...share, over: 300_000 }, true],
    ['a share of less than the time between two readings', { ...share, over: 299_999 }, false],
    ['a variation of a window with a single place', { ...variation, over: 300_000 }, true],
    ['a variation of less than the time between two readings', { ...variation, over: 299_999 }, false],
    ['a change in a unit without a floor', { ...spread, measure: 'absolute', floor: undefined }, true],
  ])('may or may not ask for %s', (_, when, isOne) => {
    const rule = { ...first, levels: { red: { when } } } as ProtocolInput['rules'][number];
    expect(ProtocolSchema.safeParse(withRules(rule)).success).toBe(isOne);
  });
});

/** Each fault as whoever writes a protocol is told it: where, and what. */
const told = (protocol: unknown) =>
  ProtocolSchema.safeParse(protocol).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [];

describe('a protocol that asks for questionnaires', () => {
  const [asked, other] = ['https://samvakt.example/asked', 'https://samvakt.example/other'];
  const titles = {
    [asked]: { nb: 'Dagens spørsmål', en: 'Today’s questions' },
    [other]: { nb: 'Andre', en: 'Others' },
  };
  const answers = (url: string) =>
    ({ type: 'questionnaire', questionnaire: url, about: 'answers', atLeast: 'yellow' }) as const;
  const asking = (...rules: ProtocolInput['rules']): ProtocolInput => ({
    ...withRules(...rules),
    questionnaires: [asked, other].map((url) => ({ url, title: titles[url] ?? { nb: url, en: url } })),
  });
  const about = (url: string, change: object = {}) =>
    ({ ...first, autoClose: false, levels: { yellow: { when: answers(url) } }, ...change }) as typeof first;

  it('may judge the answers of each, and calls it by its title', () => {
    const protocol = ProtocolSchema.parse(asking(about(other)));
    expect(titleOf(protocol, asked)).toEqual(titles[asked]);
    expect(titleOf(protocol, other)).toEqual(titles[other]);
  });

  it('calls one that it does not ask for by its address', () => {
    const url = 'https://samvakt.example/elsewhere';
    expect(titleOf(ProtocolSchema.parse(asking(about(asked))), url)).toEqual({ nb: url, en: url });
    expect(titleOf(ProtocolSchema.parse(EXAMPLE), url)).toEqual({ nb: url, en: url });
  });

  it('is refused where a rule is about another one, and told where', () => {
    const url = 'https://samvakt.example/elsewhere';
    const message = `Rule ${first.id} is about the questionnaire ${url}, which the protocol does not ask for`;
    expect(told(asking(first, about(url, { id: first.id })))).toEqual([
      ['rules.1.id', `Rule ${first.id} is declared twice`],
      ['rules.1', message],
    ]);
    const { questionnaires: _, ...none } = asking(about(url));
    expect(told(none)).toEqual([['rules.0', message]]);
  });

  it('is refused where a rule that judges answers would close by itself', () => {
    const closing = about(asked, { autoClose: true });
    expect(told(asking(closing))).toEqual([
      ['rules.0.autoClose', `Rule ${first.id} judges answers and must not close by itself`],
    ]);
    expect(told(asking({ ...closing, kind: 'missing' }))).toEqual([]);
    expect(told(asking({ ...first, autoClose: true }))).toEqual([]);
  });
});

describe('a protocol with a measuring plan', () => {
  const entry = {
    metric: 'heart-rate',
    days: ['monday'],
    from: '07:00',
    by: '10:00',
    graceMinutes: 60,
    onHolidays: 'asked',
  } as const;
  const planned = (...metrics: ('heart-rate' | 'body-weight' | 'steps')[]): ProtocolInput => ({
    ...withRules(
      { ...first, levels: { yellow: { when: { type: 'overdue', metric: 'heart-rate' } } } },
      {
        ...first,
        id: 'other',
        levels: { red: { when: { type: 'any', of: [value, { type: 'overdue', metric: 'body-weight' }] } } },
      },
    ),
    plan: { timeZone: 'Europe/Oslo', entries: metrics.map((metric) => ({ ...entry, metric })), holidays: [] },
  });

  it('may ask for what a rule misses, and for nothing else', () => {
    expect(told(planned('heart-rate', 'body-weight'))).toEqual([]);
    expect(told(planned('body-weight', 'steps'))).toEqual([
      ['plan.entries.1.metric', 'The plan asks for steps, and no rule says what it means when it does not come'],
    ]);
    const { plan: _, ...without } = planned();
    expect(told(without)).toEqual([]);
  });
});

describe('a protocol with a score', () => {
  const [number] = Object.values(SCORING.numbers);
  const total = {
    type: 'score',
    score: 'news2',
    output: 'total',
    test: 'at-least',
    set: 5,
    within: 7_200_000,
  } as const;
  const demanding = SCORING.rules.filter(({ id }) => id === 'parts-missing');
  const scoring = (settings: Record<string, number | { number: string }>, numbers: object = {}): ProtocolInput => ({
    ...withRules(...demanding, { ...first, id: 'news2', levels: { yellow: { when: { ...total, settings } } } }),
    numbers: { ...SCORING.numbers, ...numbers },
  });
  const rulesOf = (protocol: ProtocolInput) => told(protocol).map(([path]) => path);
  const choosing = (...values: number[]) => ({
    own: {
      ...number,
      value: values[0],
      min: Math.min(...values),
      max: Math.max(...values),
      ...(values.length > 0 && { choices: values.map((one) => ({ value: one, text: { nb: 'x', en: 'x' } })) }),
    },
  });
  const named = { 'saturation-scale': { number: 'own' } };

  it.each([
    ['a number written in the rule', { 'saturation-scale': 2 }, {}, []],
    ['a number with the choices of the score', named, choosing(1, 2), []],
    ['one of them only', named, choosing(2), []],
    [
      'a choice that the score does not know',
      named,
      choosing(1, 2, 3),
      ['own needs choices among 1, 2, the saturation-scale of news2'],
    ],
    [
      'a number without choices, which limits could move anywhere',
      named,
      { own: { ...number, value: 1, min: 1, max: 2, choices: undefined } },
      ['own needs choices among 1, 2, the saturation-scale of news2'],
    ],
    ['a number that is not there', named, {}, ['Rule news2 names the number own, which the protocol does not declare']],
    ['a value that the score does not know', { 'saturation-scale': 3 }, {}, ['saturation-scale is one of 1, 2']],
    ['a setting that the score does not have', { colour: 1 }, {}, ['news2 has no setting colour']],
  ])('may or may not be set by %s', (_, settings, numbers, messages) => {
    expect([...new Set(told(scoring(settings, numbers)).map(([, message]) => message))]).toEqual(messages);
  });

  it('is told in which rule and at which setting', () => {
    expect(rulesOf(scoring(named, choosing(3)))).toEqual(['rules.1']);
    expect(rulesOf(scoring({ colour: 1 }))).toEqual(['rules.1.levels.yellow.when.settings.colour']);
    expect(rulesOf({ ...scoring({}), rules: [...scoring({}).rules].reverse() })).toEqual([]);
  });
});
