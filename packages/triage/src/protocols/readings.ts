import type { Comparison } from '../protocol/expression.ts';
import type { ProtocolInput } from '../protocol/schema.ts';
import { HOUR } from './time.ts';

type ValueLeaf = Extract<Comparison, { type: 'value' }>;

/** Two readings in a row; a day and a half apart at most, so that a daily reader is judged too. */
export const twice = { readings: 2, maxGap: 36 * HOUR };

/** Both to open and to clear it takes two readings in a row. */
export const twiceBothWays = { sustained: twice, recovery: twice };

/** The reading itself against a limit: a number, or the name of one that the protocol declares. */
export function value(
  metric: ValueLeaf['metric'],
  test: ValueLeaf['test'],
  limit: number | string,
  held: Pick<ValueLeaf, 'clear' | 'sustained' | 'recovery'> = {},
): ValueLeaf {
  return { type: 'value', metric, test, set: typeof limit === 'string' ? { number: limit } : limit, ...held };
}

/** The patient feels so much worse than usual, on the scale of the question, or more: yellow, until an answer is better. */
export function feelsMuchWorse({ from, source }: { from: number; source: string }): ProtocolInput['rules'][number] {
  return {
    id: 'wellbeing-worse',
    kind: 'clinical',
    text: { nb: 'Føler seg mye dårligere enn vanlig', en: 'Feels much worse than usual' },
    action: { nb: 'Ring pasienten samme dag.', en: 'Call the patient the same day.' },
    source,
    autoClose: true,
    levels: { yellow: { when: value('wellbeing', 'at-least', from) } },
  };
}
