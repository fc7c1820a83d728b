import { describe, expect, it } from 'vitest';
import { createFormat } from '../format/format.ts';
import { exampleEpisode } from '../testing/examples.ts';
import type { SaidWith } from '../texts/said.ts';
import type { Translate } from '../texts/useTexts.ts';
import { idleAt, idleLimits, limitsFaults, type Written } from './filledIn.ts';

const { numbers } = exampleEpisode().protocol;
const keys: SaidWith = {
  t: ((key: string) => key) as unknown as Translate,
  language: 'nb',
  localized: ({ nb }) => nb,
  format: createFormat('nb'),
};
const faultsOf = (written: Written) => {
  const faults = limitsFaults({ numbers, written, reason: 'Avtalt', until: 1 });
  return Object.fromEntries([...faults].map(([field, said]) => [field, said(keys)]));
};

describe('a number that nobody can have', () => {
  it.each([
    ['far below', '40', true],
    ['far above', '400', true],
    ['negative', '-5', true],
    ['beyond the range, for a second person', '79', false],
  ])('is named at its own field: %s', (_, red, isOut) => {
    expect(faultsOf({ 'saturation-red': red })).toEqual(isOut ? { 'saturation-red': 'limits.outOfReach' } : {});
  });
});

/* The example's own numbers: red below 88, yellow below 90. */
describe('a yellow limit beyond the red one', () => {
  it.each([
    ['nothing is written', {}, {}],
    [
      'the yellow one is written too low',
      { 'saturation-yellow': '87' },
      { 'saturation-yellow': 'limits.yellowBeyondRed.at-least' },
    ],
    [
      'the red one is written too high',
      { 'saturation-red': '91' },
      { 'saturation-red': 'limits.yellowBeyondRed.at-least' },
    ],
    [
      'both are written, the other way round',
      { 'saturation-yellow': '85', 'saturation-red': '86,5' },
      { 'saturation-yellow': 'limits.yellowBeyondRed.at-least' },
    ],
    ['both are written, in order', { 'saturation-yellow': '86,5', 'saturation-red': '85' }, {}],
    ['both are the same', { 'saturation-yellow': '88' }, {}],
    ['one is no number', { 'saturation-yellow': 'lav' }, { 'saturation-yellow': 'limits.notANumber' }],
  ])('is named at its field: %s', (_, written, faults) => {
    expect(faultsOf(written)).toEqual(faults);
  });
});

describe('a limit that would have no effect', () => {
  const fixed = numbers.map((one) =>
    one.name === 'saturation-red' ? { ...one, overtakenBy: [{ by: 82, when: 'below' as const }] } : one,
  );
  const told = (of: typeof numbers, values: Record<string, number>) =>
    idleLimits(of, values).map(({ number, value, by, byValue }) => [number.name, value, by?.name ?? null, byValue]);

  it.each<[string, Record<string, number>, unknown[]]>([
    ['nothing of the patient’s own', {}, []],
    ['yellow at the value of red', { 'saturation-yellow': 88 }, [['saturation-yellow', 88, 'saturation-red', 88]]],
    ['red at the value of yellow', { 'saturation-red': 90 }, [['saturation-yellow', 90, 'saturation-red', 90]]],
    ['in order', { 'saturation-yellow': 89 }, []],
  ])('is told with the one that comes before it: %s', (_, values, expected) => {
    expect(told(numbers, values)).toEqual(expected);
  });

  it('is told also of one that is written in the rule, as exactly as the rule counts', () => {
    expect(told(fixed, { 'saturation-red': 81 })).toEqual([['saturation-red', 81, null, 82]]);
    expect(told(fixed, { 'saturation-red': 82 })).toEqual([]);
  });

  it('is told at the field of either, where that is the patient’s own', () => {
    const values = { 'saturation-red': 90 };
    const idle = idleLimits(numbers, values);
    expect(['saturation-red', 'saturation-yellow'].map((name) => idleAt(idle, name, values).length)).toEqual([1, 0]);
  });
});
