import { applyLimits } from '../../limits/apply.ts';
import type { Limits } from '../../limits/schema.ts';
import type { Pause } from '../../pause/schema.ts';
import { type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import { type CompiledProtocol, compileProtocol } from '../rules/compile.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const words = { nb: 'tekst', en: 'text' };
const rule = { text: words, action: words, source: 'example for tests', kind: 'clinical' as const };
const number = { text: words, source: 'example for tests' };

/** A protocol that uses every kind of leaf, for tests of the engine. Its numbers mean nothing clinically. */
export const EXAMPLE: ProtocolInput = {
  id: 'example',
  version: 1,
  condition: 'copd',
  title: words,
  source: 'example for tests',
  numbers: {
    low: { ...number, value: 88, min: 80, max: 94, unit: '%' },
    veryLow: { ...number, value: 85, min: 75, max: 90, unit: '%' },
  },
  observes: ['steps'],
  rules: [
    {
      ...rule,
      id: 'saturation',
      autoClose: true,
      levels: {
        red: {
          when: {
            type: 'value',
            metric: 'oxygen-saturation',
            test: 'below',
            set: { number: 'veryLow' },
            clear: { margin: 2 },
            sustained: { readings: 2, maxGap: 12 * HOUR },
          },
        },
        yellow: {
          when: {
            type: 'value',
            metric: 'oxygen-saturation',
            test: 'below',
            set: { number: 'low' },
            clear: { margin: 2 },
            sustained: { readings: 2, of: 3 },
            recovery: { readings: 2 },
          },
        },
      },
    },
    {
      ...rule,
      id: 'fever',
      levels: {
        yellow: {
          when: {
            type: 'value',
            metric: 'body-temperature',
            test: 'at-least',
            set: 38,
            sustained: { for: 2 * HOUR, maxGap: 90 * 60_000 },
          },
        },
      },
    },
    {
      ...rule,
      id: 'weight-gain',
      levels: {
        red: {
          when: {
            type: 'change',
            metric: 'body-weight',
            test: 'above',
            set: 2,
            measure: 'absolute',
            reference: 'minimum',
            over: 3 * DAY,
          },
        },
      },
    },
    {
      ...rule,
      id: 'mean-pressure',
      levels: {
        yellow: {
          when: {
            type: 'mean',
            metric: 'systolic-pressure',
            test: 'at-least',
            set: 135,
            over: 2 * DAY,
            minReadings: 3,
          },
        },
      },
    },
    {
      ...rule,
      id: 'worse-together',
      autoClose: true,
      levels: {
        yellow: {
          when: {
            type: 'all',
            within: DAY,
            of: [
              { type: 'value', metric: 'breathlessness', test: 'at-least', set: 6 },
              { type: 'value', metric: 'heart-rate', test: 'above', set: 110 },
            ],
          },
        },
      },
    },
    {
      ...rule,
      id: 'missing-saturation',
      kind: 'missing',
      autoClose: true,
      levels: { yellow: { when: { type: 'missing', metric: 'oxygen-saturation', every: DAY, grace: 6 * HOUR } } },
    },
  ],
};

export function compileExample(limits: Limits | null = null, pauses: readonly Pause[] = []): CompiledProtocol {
  return compileProtocol(applyLimits(ProtocolSchema.parse(EXAMPLE), limits, 0, pauses));
}
