import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEWS2_PARTS, type News2Observations, type News2Part, news2 } from './news2.ts';

const WELL: News2Observations = {
  respiratoryRate: 16,
  oxygenSaturation: 97,
  saturationScale: 1,
  oxygen: 'air',
  systolicPressure: 120,
  pulse: 70,
  consciousness: 'A',
  temperature: 37,
};

const range = (from: number, until: number, step = 1) =>
  Array.from(
    { length: Math.round((until - from) / step) + 1 },
    (_, index) => Math.round((from + index * step) * 10) / 10,
  );

/** The table of the Royal College of Physicians, written out as inclusive ranges. */
const TABLE: [string, News2Part, Partial<News2Observations>, number[], 0 | 1 | 2 | 3][] = [
  ['respiratory rate', 'respiratoryRate', {}, range(0, 8), 3],
  ['respiratory rate', 'respiratoryRate', {}, range(9, 11), 1],
  ['respiratory rate', 'respiratoryRate', {}, range(12, 20), 0],
  ['respiratory rate', 'respiratoryRate', {}, range(21, 24), 2],
  ['respiratory rate', 'respiratoryRate', {}, range(25, 80), 3],
  ['saturation, scale 1', 'oxygenSaturation', {}, range(50, 91), 3],
  ['saturation, scale 1', 'oxygenSaturation', {}, range(92, 93), 2],
  ['saturation, scale 1', 'oxygenSaturation', {}, range(94, 95), 1],
  ['saturation, scale 1', 'oxygenSaturation', {}, range(96, 100), 0],
  ...(['air', 'oxygen'] as const).flatMap((oxygen): typeof TABLE => [
    [`saturation, scale 2, ${oxygen}`, 'oxygenSaturation', { saturationScale: 2, oxygen }, range(50, 83), 3],
    [`saturation, scale 2, ${oxygen}`, 'oxygenSaturation', { saturationScale: 2, oxygen }, range(84, 85), 2],
    [`saturation, scale 2, ${oxygen}`, 'oxygenSaturation', { saturationScale: 2, oxygen }, range(86, 87), 1],
    [`saturation, scale 2, ${oxygen}`, 'oxygenSaturation', { saturationScale: 2, oxygen }, range(88, 92), 0],
  ]),
  ['saturation, scale 2, air', 'oxygenSaturation', { saturationScale: 2, oxygen: 'air' }, range(93, 100), 0],
  ['saturation, scale 2, oxygen', 'oxygenSaturation', { saturationScale: 2, oxygen: 'oxygen' }, range(93, 94), 1],
  ['saturation, scale 2, oxygen', 'oxygenSaturation', { saturationScale: 2, oxygen: 'oxygen' }, range(95, 96), 2],
  ['saturation, scale 2, oxygen', 'oxygenSaturation', { saturationScale: 2, oxygen: 'oxygen' }, range(97, 100), 3],
  ['systolic pressure', 'systolicPressure', {}, range(40, 90), 3],
  ['systolic pressure', 'systolicPressure', {}, range(91, 100), 2],
  ['systolic pressure', 'systolicPressure', {}, range(101, 110), 1],
  ['systolic pressure', 'systolicPressure', {}, range(111, 219), 0],
  ['systolic pressure', 'systolicPressure', {}, range(220, 300), 3],
  ['pulse', 'pulse', {}, range(20, 40), 3],
  ['pulse', 'pulse', {}, range(41, 50), 1],
  ['pulse', 'pulse', {}, range(51, 90), 0],
  ['pulse', 'pulse', {}, range(91, 110), 1],
  ['pulse', 'pulse', {}, range(111, 130), 2],
  ['pulse', 'pulse', {}, range(131, 220), 3],
  ['temperature', 'temperature', {}, range(30, 35, 0.1), 3],
  ['temperature', 'temperature', {}, range(35.1, 36, 0.1), 1],
  ['temperature', 'temperature', {}, range(36.1, 38, 0.1), 0],
  ['temperature', 'temperature', {}, range(38.1, 39, 0.1), 1],
  ['temperature', 'temperature', {}, range(39.1, 43, 0.1), 2],
];

describe('NEWS2, every value of the table', () => {
  it.each(TABLE)('%s', (_, part, circumstances, values, expected) => {
    for (const value of values) {
      expect([value, news2({ ...WELL, ...circumstances, [part]: value }).parts[part]]).toEqual([value, expected]);
    }
  });

  it.each([
    ['A', 0],
    ['C', 3],
    ['V', 3],
    ['P', 3],
    ['U', 3],
  ] as const)('consciousness %s gives %i', (consciousness, expected) => {
    expect(news2({ ...WELL, consciousness }).parts.consciousness).toBe(expected);
  });

  it.each([
    ['air', 0],
    ['oxygen', 2],
  ] as const)('breathing %s gives %i', (oxygen, expected) => {
    expect(news2({ ...WELL, oxygen }).parts.oxygen).toBe(expected);
  });

  it('rounds what lies between two steps', () => {
    expect(news2({ ...WELL, temperature: 38.04 }).parts.temperature).toBe(0);
    expect(news2({ ...WELL, temperature: 38.06 }).parts.temperature).toBe(1);
    expect(news2({ ...WELL, oxygenSaturation: 95.6 }).parts.oxygenSaturation).toBe(0);
  });
});

describe('the total and the risk', () => {
  it.each([
    ['all well', {}, 0, 'low'],
    ['four points', { oxygen: 'oxygen', oxygenSaturation: 93 }, 4, 'low'],
    ['a single 3', { pulse: 131 }, 3, 'low-medium'],
    ['five points', { oxygen: 'oxygen', oxygenSaturation: 93, pulse: 91 }, 5, 'medium'],
    ['six points', { oxygen: 'oxygen', oxygenSaturation: 91, pulse: 91 }, 6, 'medium'],
    ['seven points', { oxygen: 'oxygen', oxygenSaturation: 91, pulse: 111 }, 7, 'high'],
  ] as const)('%s', (_, change, total, risk) => {
    expect(news2({ ...WELL, ...change })).toMatchObject({ total, risk, missing: [] });
  });

  it.each(NEWS2_PARTS)('without %s there is no total, and nothing is low', (part) => {
    expect(news2({ ...WELL, [part]: null })).toMatchObject({ total: null, risk: null, missing: [part] });
  });

  it('what is observed already warrants what it warrants', () => {
    expect(news2({ ...WELL, temperature: null, pulse: 140 })).toMatchObject({ total: null, risk: 'low-medium' });
    const bad = { ...WELL, temperature: null, pulse: 140, consciousness: 'V', respiratoryRate: 22 } as const;
    expect(news2(bad)).toMatchObject({ total: null, risk: 'high' });
  });

  it('a value that is no number is missing', () => {
    expect(news2({ ...WELL, pulse: Number.NaN }).missing).toEqual(['pulse']);
  });

  it('on scale 2 a saturation of 93 and up is unknown while the oxygen is', () => {
    const scale2 = { ...WELL, saturationScale: 2, oxygen: null } as const;
    expect(news2({ ...scale2, oxygenSaturation: 95 }).missing).toEqual(['oxygenSaturation', 'oxygen']);
    expect(news2({ ...scale2, oxygenSaturation: 86 }).missing).toEqual(['oxygen']);
  });

  it('is the sum of its parts, and never a total with one missing', () => {
    const maybe = (min: number, max: number) => fc.option(fc.integer({ min, max }), { nil: null });
    const observations = fc.record({
      respiratoryRate: maybe(4, 40),
      oxygenSaturation: maybe(75, 100),
      saturationScale: fc.constantFrom(1 as const, 2 as const),
      oxygen: fc.constantFrom('air', 'oxygen', null),
      systolicPressure: maybe(70, 240),
      pulse: maybe(30, 150),
      consciousness: fc.constantFrom('A', 'C', 'V', 'P', 'U', null),
      temperature: maybe(33, 41),
    }) as fc.Arbitrary<News2Observations>;
    fc.assert(
      fc.property(observations, (observed) => {
        const { parts, total, missing } = news2(observed);
        const values = Object.values(parts);
        if (missing.length > 0) expect(total).toBeNull();
        else expect(total).toBe(values.reduce<number>((sum, value) => sum + (value ?? 0), 0));
        expect(missing.length).toBe(values.filter((value) => value === null).length);
      }),
    );
  });
});
