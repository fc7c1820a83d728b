import { describe, expect, it } from 'vitest';
import type { EvidenceItem } from '../alerts/finding.ts';
import { draftOf, type LeafState, PLAIN_FALSE, UNREAD } from '../leaves/leafState.ts';
import { partedOf } from '../leaves/parts.ts';
import { NO_MEMORY } from '../memory.ts';
import { NEVER, NOTHING_SEEN, placeOfMetric } from '../metricPlace.ts';
import { NORMAL, type RuleState } from '../rules/rule.ts';
import { chunksOf } from '../tail/tail.ts';
import { type FormatOne, fromFormatOne } from './formatOne.ts';
import { type FormatTwo, fromFormatTwo } from './formatTwo.ts';

/* What earlier versions of the platform wrote is read part by part. Nothing is written in these formats any more. */

const HOUR = 3_600_000;
const [pulse, weight] = [placeOfMetric('heart-rate'), placeOfMetric('body-weight')];
const leaf = (change: Partial<LeafState>) => draftOf({ mode: 'unknown', ...change });
const item: EvidenceItem = { type: 'missing', metric: 'heart-rate', lastAt: null, since: 0, dueAt: 9 };
const ended: RuleState = { holds: [], ended: { at: 3, by: 'person' } };
const seenWith = (...known: readonly (readonly [place: number, at: number])[]) =>
  known.reduce((seen, [place, at]) => seen.with(place, at), NOTHING_SEEN);

describe('the second format', () => {
  const stored = (change: Partial<FormatTwo>): FormatTwo => ({
    format: 2,
    key: 'example@1',
    rules: [['rule', 'digest', 1]],
    since: 1,
    watermark: 2,
    baseUntil: 3,
    metrics: ['heart-rate', 'body-weight'],
    base: { leaves: [], rules: [], seen: [], reviews: {} },
    tail: [],
    current: { leaves: [], rules: [], seen: [], reviews: {} },
    standalone: {},
    ...change,
  });
  const readLeaf = (own: FormatTwo['base']['leaves'][number]) =>
    fromFormatTwo(stored({ base: { leaves: [own], rules: [], seen: [], reviews: {} } })).base.leaves[0];

  it.each<[string, FormatTwo['base']['leaves'][number], LeafState]>([
    ['nothing read yet', 0, UNREAD],
    ['a plain no', 1, PLAIN_FALSE],
    ['evidence that is being gathered, of which nothing is known', 2, leaf({ mode: 'pending' })],
    ['a plain yes', 3, leaf({ mode: 'true' })],
    ['a run', [2, [7, 84, 84, 1]], leaf({ mode: 'pending', run: [7, 84, 84, 1] })],
    ['a window of extremes', [1, 0, [1_772_000_000_000, 80]], leaf({ mode: 'false', window: [1_772_000_000_000, 80] })],
    [
      'a window that is no ring, of odd length',
      [1, 0, [1_772_000_000_000, 80, 81]],
      leaf({ mode: 'false', window: [1_772_000_000_000, 80, 81] }),
    ],
    ['a window that begins before 1970', [1, 0, [-5, 80, 81]], leaf({ mode: 'false', window: [-5, 80, 81] })],
    // Part number n of a ring of three stands at place n modulo three, behind the number of the newest.
    [
      'a ring with an empty part',
      [1, 0, [500, 0, 0, 2, 160, 1, 90]],
      leaf({ mode: 'false', ...partedOf([499, 2, 160, 500, 1, 90]) }),
    ],
    ['a baseline', [1, 0, 0, { day: 7, value: 2 }], leaf({ mode: 'false', baseline: { day: 7, value: 2 } })],
    ['a reference that is lacking', [1, 0, 0, 0, 1], leaf({ mode: 'false', lacking: true })],
    ['a close', [1, 0, 0, 0, 0, 50], leaf({ mode: 'false', from: 50 })],
    ['what is missing', [3, 0, 0, 0, 0, 50, 90, 40, item], leaf({ mode: 'true', from: 50, due: 90, lastAt: 40, item })],
    [
      'what is waited for, whose time the plan tells by now',
      [1, 0, 0, 0, 0, 50, 90, 40],
      leaf({ mode: 'false', from: 50, lastAt: 40 }),
    ],
    ['a mode that is left out', [0, 0, 0, 0, 1], leaf({ lacking: true })],
  ])('has leaves: %s', (_, own, expected) => {
    expect(readLeaf(own)).toEqual(expected);
  });

  it('says once what current and base have in common', () => {
    const { base, current } = fromFormatTwo(
      stored({
        base: { leaves: [1, [2, [7]], 3], rules: [ended, 0, ended], seen: [null, 5], reviews: {} },
        current: {
          leaves: [null, null, 0, null],
          rules: [null, ended, 0, null],
          seen: [8, null],
          reviews: { a: { closedAt: 1 } },
        },
      }),
    );
    expect(base.rules).toEqual([ended, NORMAL, ended]);
    expect(current.leaves).toEqual([PLAIN_FALSE, leaf({ mode: 'pending', run: [7] }), UNREAD, UNREAD]);
    expect(current.rules).toEqual([ended, ended, NORMAL, NORMAL]);
    expect(base.seen).toEqual(seenWith([weight, 5]));
    expect(current.seen).toEqual(seenWith([pulse, 8]));
    expect([base.reviews, current.reviews]).toEqual([{}, { a: { closedAt: 1 } }]);
    expect(NOTHING_SEEN.every((at) => at === NEVER)).toBe(true);
    const alone = fromFormatTwo(stored({ base: { leaves: [null], rules: [null], seen: [], reviews: {} } }));
    expect([alone.base.leaves, alone.base.rules]).toEqual([[UNREAD], [NORMAL]]);
  });

  it('has the kept events by the numbers of their metrics', () => {
    const readings = [0, 1, 80, 500, 9, 0, 70, 0];
    const { tail } = fromFormatTwo(
      stored({
        tail: [
          [400, readings],
          [402, [], [[7, 'fever']]],
        ],
      }),
    );
    expect(chunksOf(tail)).toEqual([
      { hour: 400, readings: [0, weight, 80, 500, 9, pulse, 70, 0], closes: [], answers: [] },
      { hour: 402, readings: [], closes: [[7, 'fever']], answers: [] },
    ]);
    expect(readings).toEqual([0, 1, 80, 500, 9, 0, 70, 0]);
  });
});

describe('the first format', () => {
  const rule = (leaves: FormatOne['base']['rules'][number]['leaves'], holds: RuleState['holds'] = []) => ({
    leaves,
    holds,
  });
  const stored = (change: Partial<FormatOne>): FormatOne => ({
    format: 1,
    key: 'example@1',
    rules: [
      ['fever', 'digest'],
      ['silence', 'other'],
      ['gone', 'third'],
    ],
    since: 1,
    watermark: 2,
    baseUntil: 3,
    base: { rules: [], seen: {}, reviews: {} },
    tail: [],
    current: { rules: [], seen: {}, reviews: {} },
    standalone: {},
    ...change,
  });

  it('has its leaves by rule, and is carried over before anything is judged', () => {
    const read = fromFormatOne(
      stored({
        current: {
          rules: [
            rule(
              [
                { mode: 'pending', run: [7] },
                { mode: 'false', due: 9, from: 4, lastAt: null },
              ],
              ['red'],
            ),
            rule([{ mode: 'true', due: 9, lastAt: 5 }]),
          ],
          seen: { 'heart-rate': 8 },
          reviews: { a: { closedAt: 1 } },
        },
      }),
    );
    expect(read).toMatchObject({
      format: 1,
      key: 'format 1 of example@1',
      since: 1,
      watermark: 2,
      baseUntil: 3,
      offline: {},
      standalone: {},
    });
    expect(read.rules).toEqual([
      ['fever', 'digest', 2],
      ['silence', 'other', 1],
      ['gone', 'third', 0],
    ]);
    expect(read.current).toEqual({
      leaves: [
        leaf({ mode: 'pending', run: [7] }),
        leaf({ mode: 'false', from: 4 }),
        leaf({ mode: 'true', due: 9, lastAt: 5 }),
      ],
      rules: [{ holds: ['red'] }, { holds: [] }],
      seen: seenWith([pulse, 8]),
      reviews: { a: { closedAt: 1 } },
      memory: NO_MEMORY,
    });
    expect(NOTHING_SEEN.every((at) => at === NEVER)).toBe(true);
  });

  it('has the readings of an hour metric by metric, which are put in the one order', () => {
    const { tail } = fromFormatOne(
      stored({
        tail: [
          {
            hour: 400,
            codes: ['heart-rate', 'body-weight'],
            lists: [
              [0, 71, 5, 0, 70, 6, HOUR - 1, 72, 0],
              [0, 80, 7, 4, 81, 8],
            ],
            closes: [[7, 'fever']],
          },
          { hour: 401, codes: ['heart-rate'], lists: [], closes: [] },
        ],
      }),
    );
    const first =
      pulse < weight
        ? [0, pulse, 70, 6, 0, pulse, 71, 5, 0, weight, 80, 7]
        : [0, weight, 80, 7, 0, pulse, 70, 6, 0, pulse, 71, 5];
    expect(chunksOf(tail)).toEqual([
      {
        hour: 400,
        readings: [...first, 4, weight, 81, 8, HOUR - 1, pulse, 72, 0],
        closes: [[7, 'fever']],
        answers: [],
      },
      { hour: 401, readings: [], closes: [], answers: [] },
    ]);
  });
});
