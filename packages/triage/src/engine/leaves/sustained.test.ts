import { describe, expect, it } from 'vitest';
import { endurance, extendRun, hasLasted, readingsOf } from './sustained.ts';

/* When a crossing has lasted. Readings are [minute, value]; below 90 meets. */

type Spec = ReturnType<typeof endurance>;
const runOf = (spec: Spec, readings: readonly (readonly [number, number])[], worseIsHigher = false) => {
  let run: number[] | undefined;
  let before = Number.NEGATIVE_INFINITY;
  for (const [at, value] of readings) {
    run = extendRun(spec, run, at - before, at, value, value, worseIsHigher ? value > 90 : value < 90, worseIsHigher);
    before = at;
  }
  return run;
};
const values = (spec: Spec, run: number[] | undefined) =>
  run && readingsOf(spec, run).readings.map(({ at, value }) => [at, value]);

describe('one reading', () => {
  it('is enough where the rule says nothing of how long', () => {
    expect(endurance(undefined)).toMatchObject({ timed: false, atOnce: true, readings: 1, of: 1 });
    const run = runOf(endurance(undefined), [[0, 85]]);
    expect(run && hasLasted(endurance(undefined), run)).toBe(true);
  });
});

describe('so many of the last readings', () => {
  const spec = endurance({ readings: 2, of: 3, maxGap: 60 });

  it.each([
    ['one is not two', [[0, 85]], false],
    [
      'two in a row are',
      [
        [0, 85],
        [10, 84],
      ],
      true,
    ],
    [
      'two of three are',
      [
        [0, 85],
        [10, 95],
        [20, 84],
      ],
      true,
    ],
    [
      'two of four are not',
      [
        [0, 85],
        [10, 95],
        [20, 95],
        [30, 84],
      ],
      false,
    ],
    [
      'two at the longest distance are',
      [
        [0, 85],
        [60, 84],
      ],
      true,
    ],
    [
      'two further apart are not',
      [
        [0, 85],
        [61, 84],
      ],
      false,
    ],
  ] as [string, [number, number][], boolean][])('%s', (_, readings, lasted) => {
    const run = runOf(spec, readings);
    expect(run !== undefined && hasLasted(spec, run)).toBe(lasted);
  });

  it('rest on those that crossed, from the first of them on', () => {
    expect(
      values(
        spec,
        runOf(spec, [
          [0, 95],
          [10, 85],
          [20, 95],
          [30, 84],
        ]),
      ),
    ).toEqual([
      [10, 85],
      [30, 84],
    ]);
    expect(
      values(
        spec,
        runOf(spec, [
          [0, 85],
          [10, 95],
          [20, 84],
          [30, 83],
        ]),
      ),
    ).toEqual([
      [20, 84],
      [30, 83],
    ]);
    expect(
      runOf(spec, [
        [0, 95],
        [10, 96],
      ]),
    ).toBe(undefined);
    expect(
      runOf(spec, [
        [0, 85],
        [10, 95],
        [20, 95],
        [30, 95],
      ]),
    ).toBe(undefined);
    const run =
      runOf(spec, [
        [0, 85],
        [10, 95],
        [20, 84],
      ]) ?? [];
    expect(readingsOf(spec, run).count).toBe(2);
  });

  it('count all of them where no other number is named', () => {
    const three = endurance({ readings: 3 });
    expect(three).toMatchObject({ of: 3, maxGap: Number.POSITIVE_INFINITY, timed: false, atOnce: false });
    const run = runOf(three, [
      [0, 85],
      [10_000, 84],
      [90_000, 83],
    ]);
    expect(run && hasLasted(three, run)).toBe(true);
  });
});

describe('a duration', () => {
  const spec = endurance({ for: 60, maxGap: 40 });

  it.each([
    [
      'less than it is not enough',
      [
        [0, 85],
        [30, 84],
        [59, 84],
      ],
      false,
    ],
    [
      'all of it is',
      [
        [0, 85],
        [30, 84],
        [60, 84],
      ],
      true,
    ],
    [
      'a gap begins it anew',
      [
        [0, 85],
        [30, 84],
        [71, 84],
        [100, 84],
      ],
      false,
    ],
    [
      'one that does not cross begins it anew',
      [
        [0, 85],
        [30, 95],
        [60, 84],
      ],
      false,
    ],
  ] as [string, [number, number][], boolean][])('%s', (_, readings, lasted) => {
    const run = runOf(spec, readings);
    expect(run !== undefined && hasLasted(spec, run)).toBe(lasted);
  });

  it('rests on its first, its worst and its last reading, and on how many there were', () => {
    const low =
      runOf(spec, [
        [0, 85],
        [10, 82],
        [20, 82],
        [30, 86],
      ]) ?? [];
    expect(values(spec, low)).toEqual([
      [0, 85],
      [10, 82],
      [30, 86],
    ]);
    expect(readingsOf(spec, low).count).toBe(4);
    const high =
      runOf(
        spec,
        [
          [0, 95],
          [10, 99],
          [20, 99],
          [30, 91],
        ],
        true,
      ) ?? [];
    expect(values(spec, high)).toEqual([
      [0, 95],
      [10, 99],
      [30, 91],
    ]);
  });

  it('names a reading once that is first and worst, or worst and last, and both of one instant', () => {
    expect(
      values(
        spec,
        runOf(spec, [
          [0, 82],
          [30, 85],
        ]),
      ),
    ).toEqual([
      [0, 82],
      [30, 85],
    ]);
    expect(
      values(
        spec,
        runOf(spec, [
          [0, 85],
          [30, 82],
        ]),
      ),
    ).toEqual([
      [0, 85],
      [30, 82],
    ]);
    expect(
      values(
        spec,
        runOf(spec, [
          [0, 85],
          [0, 82],
        ]),
      ),
    ).toEqual([
      [0, 85],
      [0, 82],
    ]);
    expect(values(spec, runOf(spec, [[0, 85]]))).toEqual([[0, 85]]);
  });
});
