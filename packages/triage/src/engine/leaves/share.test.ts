import { describe, expect, it } from 'vitest';
import { applyLimits } from '../../limits/apply.ts';
import { type ProtocolInput, ProtocolSchema } from '../../protocol/schema.ts';
import type { TriageEvent } from '../event.ts';
import { compileProtocol } from '../rules/compile.ts';
import { initialState, openAlerts } from '../state.ts';
import { foldEvents } from '../step.ts';
import { EXAMPLE } from '../testing/exampleProtocol.ts';

const START = Date.parse('2026-03-01T00:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type When = NonNullable<ProtocolInput['rules'][number]['levels']['red']>['when'];
const [example] = EXAMPLE.rules;
if (!example) throw new Error('the example has no rule');
/** Half of the readings of two days, one an hour, of which more than three in four must be there. */
const half = {
  type: 'share',
  metric: 'glucose',
  band: { from: 4, until: 10 },
  test: 'at-most',
  set: 50,
  over: 2 * DAY,
  every: HOUR,
  sufficient: 75,
} as const;
const compile = (when: When) =>
  compileProtocol(
    applyLimits(ProtocolSchema.parse({ ...EXAMPLE, rules: [{ ...example, levels: { red: { when } } }] }), null, START),
  );

const at = (hour: number, value: number): TriageEvent => ({
  type: 'measurement',
  metric: 'glucose',
  at: START + hour * HOUR,
  value,
});
/** One an hour; every `nth` is 20, the others 6. */
const hours = (count: number, nth: number, every = 1): TriageEvent[] =>
  Array.from({ length: count }, (_, index) => at(index * every, index % nth === 0 ? 20 : 6));

function standing(when: When, ...events: TriageEvent[]) {
  const protocol = compile(when);
  const { state } = foldEvents(protocol, initialState(protocol, START), events);
  return openAlerts(protocol, state);
}
const ids = (when: When, ...events: TriageEvent[]) => standing(when, ...events).map(({ ruleId }) => ruleId);

describe('a share', () => {
  it('judges at the first reading more than are sufficient, and says what it counted', () => {
    expect(ids(half, ...hours(36, 2))).toEqual([]);
    expect(standing(half, ...hours(37, 2))[0]?.evidence.items).toMatchObject([
      {
        type: 'share',
        count: 37,
        compared: expect.closeTo((100 * 18) / 37, 8),
        band: { from: 4, until: 10 },
        window: 2 * DAY,
      },
    ]);
  });

  it('is nothing on the healthy side of its limit', () => {
    expect(ids(half, ...hours(48, 3))).toEqual([]);
  });

  it.each([
    ['both ends of a band are in it', { band: { from: 6, until: 20 }, test: 'at-least', set: 100 }, true],
    ['a value is not below itself', { band: { below: 6 }, test: 'at-least', set: 1 }, false],
    ['a value is not above itself', { band: { above: 20 }, test: 'at-least', set: 1 }, false],
    ['what is below counts', { band: { below: 6.1 }, test: 'at-least', set: 50 }, true],
    ['what is above counts', { band: { above: 19.9 }, test: 'at-least', set: 50 }, true],
  ] as const)('%s', (_, change, opens) => {
    expect(ids({ ...half, ...change }, ...hours(48, 2))).toEqual(opens ? ['saturation'] : []);
  });

  it('needs its days, however many readings there are', () => {
    expect(ids({ ...half, minDays: 3 }, ...hours(48, 2))).toEqual([]);
    expect(ids({ ...half, minDays: 3 }, ...hours(49, 2))).toEqual(['saturation']);
  });

  it('of too few readings asks for a review, unless the protocol says that not everybody measures so densely', () => {
    expect(ids(half, ...hours(20, 2, 4))).toEqual(['review:saturation']);
    expect(ids({ ...half, whenTooFew: 'silent' }, ...hours(20, 2, 4))).toEqual([]);
  });

  it('stays open when readings become too few', () => {
    expect(ids({ ...half, whenTooFew: 'silent' }, ...hours(48, 2), at(90, 6), at(96, 6))).toEqual(['saturation']);
  });

  it('begins anew when a person has closed it', () => {
    const closed: TriageEvent = { type: 'alert-closed', ruleId: 'saturation', at: START + 47.5 * HOUR };
    const later = (until: number) => Array.from({ length: until - 48 }, (_, index) => at(48 + index, 20));
    const silent = { ...half, whenTooFew: 'silent' } as const;
    expect(ids(silent, ...hours(48, 2), closed, ...later(84))).toEqual([]);
    expect(ids(silent, ...hours(48, 2), closed, ...later(85))).toEqual(['saturation']);
  });

  it('cannot say anything of a reading that comes after its window was settled', () => {
    const silent = { ...half, whenTooFew: 'silent' } as const;
    const settled: TriageEvent[] = [{ type: 'tick', at: START + 40 * DAY }];
    expect(ids(half, ...settled, at(5 * 24, 20))).toEqual(['review:saturation']);
    expect(ids(silent, ...settled, at(5 * 24, 20))).toEqual([]);
  });

  it('is the neighbour of a variation: the same condition, the spread of the readings in percent of their mean', () => {
    const { band: _, ...dense } = half;
    const varies = { ...dense, type: 'variation', test: 'above', set: 60 } as const;
    expect(ids(varies, ...hours(36, 2))).toEqual([]);
    // 19 of 20 and 18 of 6: a mean of 13.19, and a standard deviation of 7.09.
    expect(ids({ ...varies, set: 53.7 }, ...hours(37, 2))).toEqual(['saturation']);
    expect(ids({ ...varies, set: 53.8 }, ...hours(37, 2))).toEqual([]);
    expect(ids({ ...varies, set: 0 }, ...hours(48, 100).slice(1))).toEqual([]);
    expect(ids(varies, ...hours(20, 2, 4))).toEqual(['review:saturation']);
    expect(ids({ ...varies, whenTooFew: 'silent' }, ...hours(20, 2, 4))).toEqual([]);
    // What has left the window counts no more: two days of swings, then two of none.
    const calm = Array.from({ length: 60 }, (_, index) => at(48 + index, 6));
    const [swung] = standing({ ...varies, set: 50 }, ...hours(48, 2), ...calm);
    expect(swung?.present ?? null).toBeNull();
    const closed: TriageEvent = { type: 'alert-closed', ruleId: 'saturation', at: START + 47.5 * HOUR };
    expect(ids({ ...varies, set: 50, whenTooFew: 'silent' }, ...hours(48, 2), closed, at(49, 20))).toEqual([]);
  });

  it.each([
    ['two ends of different kinds', { band: { below: 4, above: 10 } }],
    ['an end before its beginning', { band: { from: 10, until: 4 } }],
    ['readings rarer than its window', { every: 3 * DAY }],
  ])('is refused with %s', (_, change) => {
    expect(() => compile({ ...half, ...change } as When)).toThrow();
  });
});
