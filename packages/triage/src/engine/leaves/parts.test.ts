import { describe, expect, it } from 'vitest';
import { addToParts, meansOf, type Parted, partedOf, partingOf, partOf, sumUp, triplesOf, turnTo } from './parts.ts';
import { dropOld, medianOf, pushExtreme } from './window.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A week of readings that are sometimes close together and sometimes days apart; always the same ones. */
const readings = Array.from({ length: 90 }, (_, index) => ({
  at: 40 * DAY + Math.floor((index * 50 + 37 * ((index * index) % 11) + (index % 20 === 0 ? 1500 : 0)) * MINUTE),
  value: 60 + ((index * 7919) % 41),
})).sort((a, b) => a.at - b.at);

/** What is in a window, from every reading that there has been: whole parts of it, and none that has left it. */
function plainly(known: readonly { at: number; value: number }[], at: number, over: number, width: number) {
  const oldest = Math.max(Math.floor(at / width) - Math.ceil(over / width), Math.floor((at - over) / width));
  const kept = known.filter((reading) => Math.floor(reading.at / width) >= oldest);
  return {
    count: kept.length,
    days: new Set(kept.map((reading) => Math.floor(reading.at / DAY))).size,
    mean: kept.length === 0 ? Number.NaN : kept.reduce((sum, { value }) => sum + value, 0) / kept.length,
  };
}

describe('a window that is kept in parts', () => {
  it.each([
    [2 * HOUR, MINUTE],
    [2 * HOUR + 1, HOUR],
    [2 * DAY, HOUR],
    [2 * DAY + 1, 6 * HOUR],
    [14 * DAY, 6 * HOUR],
  ])('of %i ms has parts of %i ms', (over, width) => {
    expect(partOf(over)).toBe(width);
  });

  it.each([
    ['an hour', HOUR],
    ['two hours', 2 * HOUR],
    ['eight hours', 8 * HOUR],
    ['a day', DAY],
    ['three days', 3 * DAY],
    ['a week', 7 * DAY],
  ])('of %s counts what lies in it, on how many days, and the mean of it', (_, over) => {
    const parting = partingOf(over, partOf(over));
    const sum = { count: 0, days: 0, mean: 0 };
    let parted: Parted = {};
    for (const [index, { at, value }] of readings.entries()) {
      addToParts(parted, parting, at, value);
      sumUp(parted, parting, at, sum);
      const plain = plainly(readings.slice(0, index + 1), at, over, parting.width);
      expect({ ...sum, mean: 0 }).toEqual({ ...plain, mean: 0 });
      expect(sum.mean).toBeCloseTo(plain.mean, 9);
      // Written down and read again, it goes on as it was.
      if (index % 7 === 0) parted = { ...partedOf(triplesOf(parted)) };
    }
  });

  it('is empty before the first reading, and after a silence as long as it is', () => {
    const parting = partingOf(DAY, HOUR);
    const sum = { count: 1, days: 1, mean: 1 };
    sumUp({}, parting, 9 * DAY, sum);
    expect(sum).toEqual({ count: 0, days: 0, mean: Number.NaN });
    const parted: Parted = {};
    addToParts(parted, parting, 9 * DAY, 80);
    sumUp(parted, parting, 10 * DAY, sum);
    expect(sum).toEqual({ count: 1, days: 1, mean: 80 });
    sumUp(parted, parting, 10 * DAY + HOUR, sum);
    expect(sum.count).toBe(0);
  });

  it('forgets the parts that have all left it, a few at a time', () => {
    const parting = partingOf(2 * HOUR, MINUTE);
    const parted: Parted = {};
    for (let minute = 0; minute < 600; minute += 1) addToParts(parted, parting, minute * MINUTE, 1);
    const kept = triplesOf(parted).length / 3;
    expect(kept).toBeGreaterThanOrEqual(121);
    expect(kept).toBeLessThan(121 + 8);
  });

  it('has the daily means of the days before today, those without readings left out', () => {
    const parting = partingOf(3 * DAY, DAY);
    const parted: Parted = {};
    const dailyMeans: number[][] = [];
    for (const [day, values] of [[1], [2, 4], [], [6], [8, 10, 12], [], [], [], [14], [16]].entries()) {
      if (values.length > 0) turnTo(parted, parting, 50 * DAY + day * DAY);
      dailyMeans.push(meansOf(parted, parting));
      for (const [place, value] of values.entries())
        addToParts(parted, parting, 50 * DAY + day * DAY + place * HOUR, value);
    }
    // On a day without readings nothing is turned to, so what was today’s is still left out.
    expect(dailyMeans).toEqual([[], [1], [1], [1, 3], [3, 6], [3, 6], [3, 6], [3, 6], [], [14]]);
  });

  it('opens a part only once', () => {
    const parted: Parted = {};
    const parting = partingOf(DAY, HOUR);
    expect(turnTo(parted, parting, 9 * DAY)).toBe(turnTo(parted, parting, 9 * DAY + HOUR - 1));
    expect(triplesOf(parted)).toEqual([9 * 24, 0, 0]);
    turnTo(parted, parting, 9 * DAY + HOUR);
    expect(triplesOf(parted)).toEqual([9 * 24, 0, 0, 9 * 24 + 1, 0, 0]);
  });
});

describe('the lowest and the highest of a window', () => {
  it.each([
    ['lowest', -1],
    ['highest', 1],
  ] as const)('the %s is that of all readings in it, at each of them', (_, sign) => {
    const window: number[] = [];
    for (const [index, { at, value }] of readings.entries()) {
      dropOld(window, at - DAY);
      pushExtreme(window, at, value, sign);
      const known = readings.slice(0, index + 1).filter((reading) => reading.at >= at - DAY);
      const extreme = sign * Math.max(...known.map((reading) => sign * reading.value));
      expect(window[1]).toBe(extreme);
      expect(window[0]).toBe(known.findLast((reading) => reading.value === extreme)?.at);
    }
  });

  it('keeps what lies at its very beginning', () => {
    const window = [10, 1, 20, 2, 30, 3];
    dropOld(window, 20);
    expect(window).toEqual([20, 2, 30, 3]);
    dropOld(window, 31);
    expect(window).toEqual([]);
  });
});

describe('the median', () => {
  it.each([
    [[], Number.NaN],
    [[3], 3],
    [[3, 1], 2],
    [[3, 1, 2], 2],
    [[5, 5, 1, 2], 3.5],
    [[9, -1, 4, 4, 4], 4],
    [[2, 10, 1, 9, 3, 8], 5.5],
  ])('of %j is %d', (numbers, median) => {
    expect(medianOf([...numbers])).toBe(median);
  });
});
