import { applyLimits } from '../../../limits/apply.ts';
import type { Pause } from '../../../pause/schema.ts';
import { type Protocol, type ProtocolInput, ProtocolSchema } from '../../../protocol/schema.ts';
import type { MeasurementEvent } from '../../event.ts';
import { type CompiledProtocol, compileProtocol } from '../../rules/compile.ts';
import { EXAMPLE } from '../../testing/exampleProtocol.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
const { levels: _, ...words } = example;
const rule = { ...words, autoClose: true };
const pulse = { type: 'value', metric: 'heart-rate', test: 'above', set: 110 } as const;
const breathless = { type: 'value', metric: 'breathlessness', test: 'at-least', set: 6, clear: 4 } as const;
const weight = { type: 'change', metric: 'body-weight', measure: 'absolute' } as const;

/** The example, and what it leaves out of the language. */
const declared = ProtocolSchema.parse({
  ...EXAMPLE,
  numbers: {
    ...EXAMPLE.numbers,
    gone: { text: example.text, source: example.source, value: 9, min: 5, max: 15, unit: 'mmol/L' },
  },
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
    {
      ...rule,
      id: 'nothing-comes',
      kind: 'missing',
      levels: {
        yellow: {
          when: {
            type: 'all',
            of: [
              { type: 'missing', metric: 'oxygen-saturation', every: 12 * HOUR, grace: 0 },
              { type: 'missing', metric: 'heart-rate', every: 15 * HOUR, grace: 0 },
            ],
          },
        },
      },
    },
    {
      ...rule,
      id: 'breathless-and-heard-of',
      levels: {
        yellow: {
          when: {
            type: 'all',
            of: [
              breathless,
              { type: 'not', of: { type: 'missing', metric: 'body-weight', every: 20 * HOUR, grace: 0 } },
            ],
          },
        },
      },
    },
    {
      ...rule,
      id: 'names-nothing',
      levels: { red: { when: { type: 'value', metric: 'glucose', test: 'above', set: { number: 'gone' } } } },
    },
    {
      ...rule,
      id: 'throws',
      levels: { yellow: { when: { type: 'value', metric: 'glucose', test: 'above', set: 9 } } },
    },
  ],
} satisfies ProtocolInput);

/** The same without a number that one of its rules names: that rule can judge nothing. */
const { gone: _gone, ...numbers } = declared.numbers;
export const EVERY_LEAF: Protocol = { ...declared, numbers };

/** Whether the rule throws when it is given the reading: one of the rules does, of the highest values. */
export function throws(ruleId: string, { value }: Pick<MeasurementEvent, 'value'>): boolean {
  return ruleId === 'throws' && value > 12;
}

export function compileEveryLeaf(since: number, pauses: readonly Pause[] = []): CompiledProtocol {
  const compiled = compileProtocol(applyLimits(EVERY_LEAF, null, since, pauses));
  const concerns = compiled.concerns.map((own) =>
    own?.map((concern) => {
      const leaves = concern.leaves.map((leaf): typeof leaf => ({
        ...leaf,
        read: (draft, at, value, ...more) => {
          if (throws(concern.rule.declared.id, { value })) throw new Error('out of order');
          leaf.read(draft, at, value, ...more);
        },
      }));
      return { ...concern, leaves };
    }),
  );
  return { ...compiled, concerns };
}
