import { describe, expect, it } from 'vitest';
import type { EvidenceItem } from '../alerts/finding.ts';
import { draftOf, type LeafState, PLAIN_FALSE, UNREAD } from '../leaves/leafState.ts';
import { partedOf, triplesOf } from '../leaves/parts.ts';
import { NEVER, NOTHING_SEEN, placeOfMetric } from '../metricPlace.ts';
import type { Chunk } from '../tail/chunk.ts';
import { tailOf } from '../tail/tail.ts';
import { GREEN, HOUR, response, START } from '../testing/answers.ts';
import { readLeaf, storeLeaf } from './storedLeaf.ts';
import { readTail, storeTail } from './storedTail.ts';

/* What is written of a state is short, and says all of it. */

const written = <Content>(content: Content): Content => JSON.parse(JSON.stringify(content));
const item: EvidenceItem = {
  type: 'missing',
  metric: 'heart-rate',
  lastAt: null,
  since: START,
  dueAt: START + HOUR,
};
const leaf = (change: Partial<LeafState>): LeafState => draftOf({ mode: 'unknown', ...change });
const inParts = (triples: readonly number[]) => leaf(partedOf(triples));
const hours = Array.from({ length: 19 }, (_, index) => [492_320 + index * (index % 3), index + 1, 80 * index]).flat();

describe('a leaf as it is written', () => {
  it.each<[string, LeafState]>([
    ['nothing has been read', UNREAD],
    ['a plain no', PLAIN_FALSE],
    ['a plain yes', leaf({ mode: 'true' })],
    ['evidence that is being gathered', leaf({ mode: 'pending', run: [START, 84, 84, 1] })],
    ['a recovery that is being gathered', leaf({ mode: 'recovering', run: [START, 95, 95, 1], item })],
    ['what made it true', leaf({ mode: 'true', item, due: START + HOUR })],
    ['a window of extremes', leaf({ mode: 'false', window: [START, 80, START + HOUR, 81] })],
    ['a window in few parts', inParts(hours.slice(0, 6))],
    ['a window in many parts', inParts(hours)],
    ['a window in as many parts as are kept open', inParts(hours.slice(0, 12))],
    ['a baseline', leaf({ mode: 'false', baseline: { day: 20_513, value: 2.5 } })],
    ['a baseline with its variation', leaf({ mode: 'false', baseline: { day: 20_513, value: 2.5, spread: 0.4 } })],
    ['a baseline that is not known yet', leaf({ baseline: { day: 20_513, value: null } })],
    ['a close', leaf({ mode: 'false', from: START + HOUR })],
    ['a reading that came too late', leaf({ mode: 'false', lastAt: START })],
    ['a reference that is lacking', leaf({ mode: 'false', lacking: true })],
    [
      'all of it at once',
      leaf({
        ...partedOf(hours),
        mode: 'true',
        window: [1, 2],
        run: [3],
        item,
        from: 4,
        due: 5,
        lastAt: 6,
        lacking: true,
        baseline: { day: 7, value: 8 },
      }),
    ],
  ])('is read as it was: %s', (_, state) => {
    expect(readLeaf(written(storeLeaf(state, undefined)))).toEqual(state);
    // Also behind one that it is not the same as.
    const before = leaf({ mode: 'pending', run: [1] });
    expect(readLeaf(written(storeLeaf(state, before)), before)).toEqual(state);
  });

  it('is a single number where only its mode is known, and where it is as the one before', () => {
    expect([UNREAD, PLAIN_FALSE, leaf({ mode: 'true' })].map((state) => storeLeaf(state, undefined))).toEqual([
      0, 1, 3,
    ]);
    const before = leaf({ mode: 'pending', run: [START, 84, 84, 1] });
    const same = leaf({ mode: 'pending', run: [START, 84, 84, 1] });
    expect(storeLeaf(same, before)).toBe(-1);
    expect(readLeaf(-1, before)).toBe(before);
    expect(storeLeaf(leaf({ mode: 'true', run: [START, 84, 84, 1] }), before)).not.toBe(-1);
    expect(storeLeaf(leaf({ mode: 'pending', run: [START, 83, 83, 1] }), before)).not.toBe(-1);
  });

  it('has nothing written at its end that is empty', () => {
    expect(storeLeaf(leaf({ mode: 'pending', run: [7] }), undefined)).toEqual([2, 0, 0, 0, [7]]);
    expect(storeLeaf(leaf({ mode: 'false', lacking: true }), undefined)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('has its parts counted from the one before', () => {
    expect(storeLeaf(inParts([500, 1, 80, 502, 2, 160]), undefined)).toEqual([0, 0, [500, 1, 80, 2, 2, 160]]);
    expect(triplesOf(readLeaf([0, 0, [500, 1, 80, 2, 2, 160]]))).toEqual([500, 1, 80, 502, 2, 160]);
  });
});

describe('the kept events as they are written', () => {
  const known = (['body-temperature', 'body-weight', 'oxygen-saturation'] as const).map(placeOfMetric);
  const [temperature = 0, weight = 0, saturation = 0] = known;
  const hour = START / HOUR;
  const chunk = (own: number, readings: readonly number[], change: Partial<Chunk> = {}): Chunk => ({
    hour: hour + own,
    readings,
    closes: [],
    answers: [],
    ...change,
  });

  it.each<[string, readonly Chunk[]]>([
    ['nothing', []],
    ['one reading', [chunk(0, [0, weight, 80, 0])]],
    ['several of one instant', [chunk(0, [5, temperature, 37, 90, 5, weight, 80, 90, 5, saturation, 93, 90])]],
    [
      'several of one instant that took different times',
      [chunk(0, [5, temperature, 37, 90, 5, weight, 80, 0, 5, saturation, 93, 90])],
    ],
    ['several instants', [chunk(0, [5, weight, 80, 7, 6, weight, 81, 7]), chunk(1, [0, weight, 82, 7])]],
    ['hours far apart, the last with another delay', [chunk(0, [5, weight, 80, 7]), chunk(40, [5, weight, 81, 8])]],
    ['a close only', [chunk(0, [], { closes: [[9, 'weight']] })]],
    ['an answer only', [chunk(0, [], { answers: [response(0, GREEN)] })]],
    [
      'everything in one hour',
      [
        chunk(3, [1, saturation, 90.5, 0], {
          closes: [
            [9, 'a'],
            [9, 'b'],
          ],
          answers: [response(3 * HOUR, GREEN)],
        }),
      ],
    ],
  ])('are read as they were: %s', (_, chunks) => {
    const tail = tailOf(chunks);
    expect(readTail(written(storeTail(tail, known)), known)).toEqual(tail);
  });

  it('are short: hours from the one before, and readings of one instant together', () => {
    const chunks = [chunk(0, [5, temperature, 37, 90, 5, weight, 80, 90]), chunk(2, [0, weight, 81, 90])];
    expect(storeTail(tailOf(chunks), known)).toEqual([
      [hour, [5, -2, 90, 0, 37, 1, 80]],
      [2, [0, 1, 1, 81]],
    ]);
  });
});

describe('a metric', () => {
  it('has a place of its own, and none that the catalogue does not have', () => {
    expect(() => placeOfMetric('mood')).toThrow('The metric mood is not in the catalogue');
    expect(NOTHING_SEEN.every((at) => at === NEVER)).toBe(true);
  });
});
