import { describe, expect, it } from 'vitest';
import { EXAMPLE } from '../engine/exampleProtocol.ts';
import { type ProtocolInput, ProtocolSchema } from './schema.ts';

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
    ['a change in a unit without a floor', { ...spread, measure: 'absolute', floor: undefined }, true],
  ])('may or may not ask for %s', (_, when, isOne) => {
    const rule = { ...first, levels: { red: { when } } } as ProtocolInput['rules'][number];
    expect(ProtocolSchema.safeParse(withRules(rule)).success).toBe(isOne);
  });
});
