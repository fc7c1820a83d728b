import type { ProtocolInput } from '../../protocol/schema.ts';
import { metricsOfScore } from '../../scores/registry.ts';

const HOUR = 3_600_000;
const words = { nb: 'tekst', en: 'text' };
const rule = { text: words, action: words, source: 'example for tests', autoClose: true };
const news2 = {
  type: 'score',
  score: 'news2',
  settings: { 'saturation-scale': { number: 'scale' } },
  test: 'at-least',
  within: 2 * HOUR,
} as const;

/** A protocol that judges by every output of NEWS2, for tests of the engine. */
export const SCORING = {
  id: 'scoring',
  version: 1,
  condition: 'copd',
  title: words,
  source: 'example for tests',
  numbers: {
    urgent: { text: words, source: 'example for tests', value: 5, min: 3, max: 7, unit: '{score}' },
    scale: {
      text: words,
      source: 'example for tests',
      value: 1,
      min: 1,
      max: 1,
      unit: '{scale}',
      choices: [
        { value: 1, text: words },
        { value: 2, text: words },
      ],
    },
  },
  rules: [
    {
      ...rule,
      id: 'news2',
      kind: 'clinical',
      levels: {
        red: { when: { ...news2, output: 'total', set: 7, clear: 4 } },
        yellow: { when: { ...news2, output: 'total', set: { number: 'urgent' }, clear: { margin: 1 } } },
      },
    },
    {
      ...rule,
      id: 'single',
      kind: 'clinical',
      levels: { yellow: { when: { ...news2, output: 'single', set: 3 } } },
    },
    {
      ...rule,
      id: 'hot-at-least',
      kind: 'clinical',
      levels: {
        yellow: {
          when: {
            type: 'all',
            within: HOUR,
            of: [
              { type: 'not', of: { ...news2, output: 'risk', set: 3 } },
              { type: 'value', metric: 'body-temperature', test: 'above', set: 37.5 },
            ],
          },
        },
      },
    },
    {
      ...rule,
      id: 'parts-missing',
      kind: 'missing',
      levels: {
        yellow: {
          when: {
            type: 'any',
            of: metricsOfScore('news2').map(
              (metric) => ({ type: 'missing', metric, every: 12 * HOUR, grace: 0 }) as const,
            ),
          },
        },
      },
    },
  ],
} satisfies ProtocolInput;
