import { describe, expect, it } from 'vitest';
import { EXAMPLE } from '../engine/exampleProtocol.ts';
import { type ProtocolInput, ProtocolSchema } from './schema.ts';

const [first] = EXAMPLE.rules;
if (!first) throw new Error('the example has no rule');

const withRules = (...rules: ProtocolInput['rules']): ProtocolInput => ({ ...EXAMPLE, rules });
const value = { type: 'value', metric: 'heart-rate', test: 'above', set: 100 } as const;

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
});
