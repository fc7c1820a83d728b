import ucum from '@lhncbc/ucum-lhc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { METRIC_CODES, type MetricCode, metric } from './catalogue.ts';
import { fromCanonical, toCanonical, unitsOf } from './units.ts';

const oracle = ucum.UcumLhcUtils.getInstance();
const GLUCOSE = { molecularWeight: 180.156 };

const pairs = METRIC_CODES.flatMap((code) => unitsOf(code).map((unit) => [code, unit] as const));

describe('conversion to the canonical unit', () => {
  it.each([
    ['systolic-pressure', 16, 'kPa', 120.010201],
    ['systolic-pressure', 15.99864, 'kPa', 120],
    ['diastolic-pressure', 80, 'mm[Hg]', 80],
    ['glucose', 180.156, 'mg/dL', 10],
    ['glucose', 70, 'mg/dL', 3.885521437],
    ['body-temperature', 98.6, '[degF]', 37],
    ['body-temperature', 310, 'K', 36.85],
    ['body-weight', 150, '[lb_av]', 68.0388555],
    ['oxygen-saturation', 0.97, '1', 97],
    ['peak-flow', 7.5, 'L/s', 450],
    ['fev1', 1850, 'mL', 1.85],
    ['heart-rate', 62, '{beats}/min', 62],
    ['inr', 2.5, '1', 2.5],
    ['breathlessness', 4, '1', 4],
  ] as const)('%s: %d %s is %d', (code, value, unit, expected) => {
    expect(toCanonical(code, value, unit)).toBeCloseTo(expected, 6);
  });

  it('leaves a canonical value exactly as it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...METRIC_CODES), fc.double({ noNaN: true }), (code, value) => {
        expect(toCanonical(code, value, metric(code).unit)).toBe(value);
      }),
    );
  });

  it.each([
    ['body-weight', '[degF]'],
    ['body-weight', 'KG'],
    ['heart-rate', 'bpm'],
    ['glucose', 'constructor'],
    ['glucose', ''],
  ] as const)('%s has no unit %s', (code, unit) => {
    expect(toCanonical(code, 1, unit)).toBeUndefined();
    expect(fromCanonical(code, 1, unit)).toBeUndefined();
  });

  it('comes back to where it began', () => {
    fc.assert(
      fc.property(fc.constantFrom(...pairs), fc.double({ min: 0, max: 1, noNaN: true }), ([code, unit], share) => {
        const { min, max } = metric(code).range;
        const value = min + share * (max - min);
        const there = fromCanonical(code, value, unit) ?? Number.NaN;
        expect(toCanonical(code, there, unit)).toBeCloseTo(value, 4);
      }),
    );
  });
});

describe('every factor of the catalogue', () => {
  const quantities = pairs.filter(([code]) => metric(code).kind === 'quantity');

  it.each(quantities)('%s in %s is what the UCUM reference implementation says', (code, unit) => {
    expect(oracle.validateUnitString(unit).status).toBe('valid');
    for (const value of samples(code, unit)) {
      const expected = convertWithOracle(unit, value, metric(code).unit);
      expect(toCanonical(code, value, unit)).toBeCloseTo(expected, 6);
    }
  });

  function samples(code: MetricCode, unit: string): readonly number[] {
    const { min, max } = metric(code).range;
    return [min, (min + max) / 2, max].map((value) => fromCanonical(code, value, unit) ?? Number.NaN);
  }

  function convertWithOracle(from: string, value: number, to: string): number {
    // A bare annotation is the unit 1 in UCUM, which the reference implementation converts only under its own name.
    const plain = (unit: string) => (/^\{[^}]*\}$/.test(unit) ? '1' : unit);
    // Steps per day are compared as the number that stands for the day.
    const perDay = /^(\{steps\})?\/(d|\(24\.h\))$/.test(from);
    const result = oracle.convertUnitTo(perDay ? '1' : plain(from), value, plain(to), GLUCOSE);
    expect(result.msg).toEqual([]);
    return result.toVal ?? Number.NaN;
  }
});
