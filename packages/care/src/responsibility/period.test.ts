import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountableAt, type EpisodePeriod, type ResponsibilityPeriod, verifyContinuity } from './period.ts';

const held = (teamId: string, from: number, until: number | null): ResponsibilityPeriod => ({ teamId, from, until });
const forever: EpisodePeriod = { from: 0, until: null };
const ended: EpisodePeriod = { from: 0, until: 30 };

describe('who was accountable at an instant', () => {
  const periods = [held('a', 0, 10), held('b', 10, null)];
  it.each([
    [-1, null],
    [0, 'a'],
    [9, 'a'],
    [10, 'b'],
    [1_000_000, 'b'],
  ])('at %d: %s', (at, team) => {
    expect(accountableAt(periods, at)).toBe(team);
  });

  it('gives no answer where two hold', () => {
    expect(() => accountableAt([...periods, held('c', 5, 6)], 5)).toThrow(/2 periods/);
  });
});

describe('continuity', () => {
  it.each<[string, ResponsibilityPeriod[], EpisodePeriod, object[]]>([
    ['one team throughout', [held('a', 0, null)], forever, []],
    ['three that meet, in any order', [held('c', 20, 30), held('a', 0, 10), held('b', 10, 20)], ended, []],
    ['nobody at all', [], forever, [{ code: 'gap', from: 0, until: null }]],
    ['a hole in the middle', [held('a', 0, 10), held('b', 11, null)], forever, [{ code: 'gap', from: 10, until: 11 }]],
    ['a late start', [held('a', 5, null)], forever, [{ code: 'gap', from: 0, until: 5 }]],
    ['an early end', [held('a', 0, 20)], ended, [{ code: 'gap', from: 20, until: 30 }]],
    ['no end where there is none', [held('a', 0, 20)], forever, [{ code: 'gap', from: 20, until: null }]],
    [
      'two at once',
      [held('a', 0, 20), held('b', 10, 30)],
      ended,
      [{ code: 'overlap', from: 10, until: 20, teamIds: ['a', 'b'] }],
    ],
    [
      'two without end',
      [held('a', 0, null), held('b', 10, null)],
      forever,
      [{ code: 'overlap', from: 10, until: null, teamIds: ['a', 'b'] }],
    ],
    [
      'one inside another',
      [held('a', 0, 30), held('b', 10, 12)],
      ended,
      [{ code: 'overlap', from: 10, until: 12, teamIds: ['a', 'b'] }],
    ],
    [
      'before the start',
      [held('a', -5, null)],
      forever,
      [{ code: 'before-the-episode', teamId: 'a', from: -5, until: 0 }],
    ],
    [
      'beyond the end',
      [held('a', 0, null)],
      ended,
      [{ code: 'after-the-episode', teamId: 'a', from: 30, until: null }],
    ],
    [
      'a period of no length',
      [held('a', 0, null), held('b', 5, 5)],
      forever,
      [{ code: 'empty-period', teamId: 'b', from: 5, until: 5 }],
    ],
    [
      'wholly after the end',
      [held('a', 0, 30), held('b', 40, 50)],
      ended,
      [{ code: 'after-the-episode', teamId: 'b', from: 40, until: 50 }],
    ],
    [
      'first after the end',
      [held('b', 40, 50)],
      ended,
      [
        { code: 'gap', from: 0, until: 30 },
        { code: 'after-the-episode', teamId: 'b', from: 40, until: 50 },
      ],
    ],
  ])('%s', (_name, periods, episode, breaches) => {
    expect(verifyContinuity(periods, episode)).toEqual(breaches);
  });

  it('holds exactly when every instant has exactly one team', () => {
    const period = fc.record({
      teamId: fc.constantFrom('a', 'b'),
      from: fc.integer({ min: -2, max: 10 }),
      length: fc.nat(6),
    });
    fc.assert(
      fc.property(fc.array(period, { maxLength: 5 }), fc.integer({ min: 1, max: 9 }), (drawn, length) => {
        const periods = drawn.map(({ teamId, from, length: long }) => held(teamId, from, from + long));
        const counts = Array.from({ length: 25 }, (_, place) => place - 4).map(
          (at) => [at, periods.filter((one) => one.from <= at && at < (one.until ?? 0)).length] as const,
        );
        const holds = counts.every(([at, count]) => count === (at >= 0 && at < length ? 1 : 0));
        const noneEmpty = periods.every((one) => one.until !== one.from);
        expect(verifyContinuity(periods, { from: 0, until: length }).length === 0).toBe(holds && noneEmpty);
      }),
      { numRuns: 2000 },
    );
  });
});
