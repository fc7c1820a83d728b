import { describe, expect, it } from 'vitest';
import { findProtocol } from '../protocols/shipped.ts';
import { applyLimits } from './apply.ts';
import { LimitsSchema } from './schema.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const copd = findProtocol('copd');
if (!copd) throw new Error('no protocol copd');

const limits = (change: object) =>
  LimitsSchema.parse({
    version: 3,
    values: { 'saturation-red': 86 },
    reason: 'Own normal is 90 %',
    author: 'nurse-1',
    since: NOW - 1000,
    until: NOW + 1000,
    ...change,
  });

describe('a patient’s limits', () => {
  it('override the numbers that they name and leave the others', () => {
    const { numbers, faults } = applyLimits(copd, limits({}), NOW);
    expect(numbers['saturation-red']).toEqual({ value: 86, standard: 88, origin: 'limits' });
    expect(numbers['saturation-yellow']).toEqual({ value: 90, standard: 90, origin: 'protocol' });
    expect(faults).toEqual([]);
  });

  it.each([
    ['before they begin', { since: NOW + 1 }, 'not-yet'],
    ['from the instant when they end', { until: NOW }, 'expired'],
    ['with a name that the protocol does not have', { values: { 'no-such': 1 } }, 'unknown-number'],
    ['with a name from the prototype of objects', { values: { constructor: 1 } }, 'unknown-number'],
    ['below the allowed range, by one person alone', { values: { 'saturation-red': 79 } }, 'needs-second-person'],
    ['above the allowed range, by one person alone', { values: { 'saturation-red': 93 } }, 'needs-second-person'],
    [
      'further beyond it than it is wide, whoever confirmed',
      { values: { 'saturation-red': -1e308 }, confirmedBy: 'doctor-2' },
      'out-of-reach',
    ],
    [
      'beyond it, confirmed by the author only',
      { values: { 'saturation-red': 79 }, confirmedBy: 'nurse-1' },
      'needs-second-person',
    ],
  ])('do not hold %s, and it is said why', (_, change, code) => {
    const { numbers, faults } = applyLimits(copd, limits(change), NOW);
    expect(faults.map((fault) => fault.code)).toEqual([code]);
    expect(Object.values(numbers).every(({ origin }) => origin === 'protocol')).toBe(true);
  });

  it('hold beyond the allowed range when a second person has confirmed', () => {
    const { numbers } = applyLimits(copd, limits({ values: { 'saturation-red': 79 }, confirmedBy: 'doctor-2' }), NOW);
    expect(numbers['saturation-red']).toMatchObject({ value: 79, origin: 'limits' });
  });

  // A range from 80 to 92 % is 12 wide: from 68 to 104 a second person can confirm, further out it is a slip of the finger.
  it.each([
    [80, null, []],
    [92, null, []],
    [68, 'doctor-2', []],
    [104, 'doctor-2', []],
    [67.9, 'doctor-2', ['out-of-reach']],
    [104.1, 'doctor-2', ['out-of-reach']],
  ])(
    'of %s, confirmed by %s, meet the edges of the allowed range and of what a slip would be',
    (value, confirmedBy, codes) => {
      const { faults } = applyLimits(copd, limits({ values: { 'saturation-red': value }, confirmedBy }), NOW);
      expect(faults.map(({ code }) => code)).toEqual(codes);
    },
  );

  it('of a number with choices hold where they are one of these, and are a slip where they are not', () => {
    const [number] = Object.values(copd.numbers);
    if (!number) throw new Error('the protocol has no number');
    const choices = [1, 2, 4].map((value) => ({ value, text: number.text }));
    const choosing = { ...copd, numbers: { scale: { ...number, value: 1, min: 1, max: 1, choices } } };
    const code = (scale: number, confirmedBy: string | null = 'doctor-2') =>
      applyLimits(choosing, limits({ values: { scale }, confirmedBy }), NOW).faults.map((fault) => fault.code);
    expect([1, 2, 3, 4].map((scale) => code(scale))).toEqual([[], [], ['out-of-reach'], []]);
    expect(code(2, null)).toEqual(['needs-second-person']);
  });

  it('hold without end where none is set', () => {
    const { numbers } = applyLimits(copd, limits({ until: null }), NOW + 1e12);
    expect(numbers['saturation-red']).toMatchObject({ value: 86 });
  });
});
