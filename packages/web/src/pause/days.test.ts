import { describe, expect, it } from 'vitest';
import { beginningOf, dayOf, daysAfter, endOf, lastDayFrom } from './days.ts';

const iso = (at: number) => new Date(at).toISOString();
const DAY = 86_400_000;

describe('a day where the patients are', () => {
  it.each([
    ['in winter', '2026-11-21', '2026-11-20T23:00:00.000Z', '2026-11-21T22:59:00.000Z'],
    ['in summer', '2026-07-01', '2026-06-30T22:00:00.000Z', '2026-07-01T21:59:00.000Z'],
    ['of 23 hours', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T21:59:00.000Z'],
    ['of 25 hours', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T22:59:00.000Z'],
    ['that a leap year adds', '2028-02-29', '2028-02-28T23:00:00.000Z', '2028-02-29T22:59:00.000Z'],
  ])('%s begins at midnight and ends a minute before the next', (_, day, beginning, end) => {
    expect(iso(beginningOf(day))).toBe(beginning);
    expect(iso(endOf(day))).toBe(end);
    expect(dayOf(beginningOf(day))).toBe(day);
    expect(dayOf(endOf(day))).toBe(day);
  });

  it('is none where it is not written as one', () => {
    expect(beginningOf('')).toBeNaN();
    expect(endOf('')).toBeNaN();
    expect(beginningOf('2026-13-01')).toBeNaN();
  });

  it('is followed by the next, also over the end of a year', () => {
    expect(daysAfter('2026-12-31', 1)).toBe('2027-01-01');
  });

  it.each(['2026-11-21T08:00:00Z', '2026-10-10T21:59:00Z', '2026-10-10T22:00:00Z', '2026-03-01T12:00:00Z'])(
    'is the last that can be reached from %s when it ends in time and the next does not',
    (start) => {
      const startsAt = Date.parse(start);
      const last = lastDayFrom(startsAt, 30 * DAY);
      expect(endOf(last)).toBeLessThanOrEqual(startsAt + 30 * DAY);
      expect(endOf(daysAfter(last, 1))).toBeGreaterThan(startsAt + 30 * DAY);
    },
  );
});
