import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chance, drift, jitter } from './chance.ts';
import { type Course, severityAt } from './course.ts';
import { CONDITIONS } from './normals.ts';
import { Physiology } from './physiology.ts';

const HOUR = 3_600_000;
const begin = Date.parse('2026-03-01T00:00:00Z');
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

describe('chance', () => {
  it('depends on its key and on nothing else', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.integer(), (seed, channel, step) => {
        const first = chance(seed, channel, step);
        expect(chance(seed, channel, step)).toBe(first);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first).toBeLessThan(1);
      }),
    );
  });

  it('is even over neighbouring keys, whichever part of the key changes', () => {
    const tenths = (draw: (index: number) => number) => {
      const counts = new Array<number>(10).fill(0);
      for (let index = 0; index < 10_000; index++) {
        const tenth = Math.floor(draw(index) * 10);
        counts[tenth] = (counts[tenth] ?? 0) + 1;
      }
      return counts;
    };
    for (const counts of [
      tenths((index) => chance(index, 'a', 0)),
      tenths((index) => chance(7, `a${index}`, 0)),
      tenths((index) => chance(7, 'a', index)),
      tenths((index) => chance(7, 'a', begin + index * 300_000)),
    ]) {
      // 10,000 draws: 1,000 in each tenth, standard deviation 30.
      for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    }
  });

  it('drifts slowly, and never beyond one', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 1e9 }), (seed, minutes) => {
        const at = begin + minutes * 60_000;
        const here = drift(seed, 'x', at, 24 * HOUR);
        expect(Math.abs(here)).toBeLessThan(1);
        expect(Math.abs(drift(seed, 'x', at + 60_000, 24 * HOUR) - here)).toBeLessThan(0.01);
      }),
    );
  });

  it('jitters around nothing', () => {
    let sum = 0;
    for (let step = 0; step < 10_000; step++) sum += jitter(1, 'x', step);
    expect(Math.abs(sum / 10_000)).toBeLessThan(0.03);
  });
});

describe('a course', () => {
  it.each([
    ['stable', { kind: 'stable' }, [0, 0, 0, 0]],
    ['deteriorating', { kind: 'deteriorating', from: 100, overMs: 100 }, [0, 0, 0.5, 1]],
    ['recovering', { kind: 'recovering', from: 100, overMs: 100 }, [1, 1, 0.5, 0]],
  ] as const)('%s goes its way', (_, course: Course, expected) => {
    expect([0, 100, 150, 400].map((at) => severityAt(course, at))).toEqual(expected);
  });
});

describe('a body', () => {
  it('is the same for the same seed, in whatever order it is asked', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...CONDITIONS), fc.array(fc.nat(1e9)), (seed, condition, offsets) => {
        const patient = { seed, condition, course: { kind: 'stable' } } as const;
        const forwards = new Physiology(patient);
        const backwards = new Physiology(patient);
        const there = offsets.map((offset) => forwards.at(begin + offset));
        const back = offsets.toReversed().map((offset) => backwards.at(begin + offset));
        expect(back.toReversed()).toEqual(there);
      }),
    );
  });

  it('differs from person to person', () => {
    const weights = Array.from({ length: 20 }, (_, seed) => {
      const course = { kind: 'stable' } as const;
      return new Physiology({ seed, condition: 'copd', course }).normals.weight;
    });
    expect(new Set(weights).size).toBe(20);
  });
});
