import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInstant } from './instant.ts';

describe('an instant', () => {
  it.each([
    ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T08:00Z', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T08:00:00.123456Z', '2026-03-01T08:00:00.123Z'],
    ['2026-03-01T08:00:00+01:00', '2026-03-01T07:00:00.000Z'],
    ['2026-02-28T23:30:00-05:00', '2026-03-01T04:30:00.000Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(new Date(parseInstant(text) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    ['has no offset', '2026-03-01T08:00:00'],
    ['is only a date', '2026-03-01'],
    ['is only a month', '2026-03'],
    ['is 31 February', '2026-02-31T08:00:00Z'],
    ['is 29 February of a common year', '2026-02-29T08:00:00Z'],
    ['is 31 April', '2026-04-31T08:00:00Z'],
    ['is the 13th month', '2026-13-01T08:00:00Z'],
    ['is 25 o’clock', '2026-03-01T25:00:00Z'],
    ['is a number', 1_772_352_000_000],
    ['is nothing', undefined],
    ['is a Date as text', 'Sun Mar 01 2026 08:00:00 GMT'],
  ])('is refused when it %s', (_, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('is read back from every ISO text', () => {
    const dates = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
    fc.assert(fc.property(dates, (date) => parseInstant(date.toISOString()) === date.getTime()));
  });

  it('is what Date.parse says it is, wherever such a day exists', () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
    const parts = fc.tuple(
      fc.constantFrom('0000', '0099', '1999', '2024', '2026'),
      two(13),
      two(28),
      two(25),
      two(61),
      two(61),
    );
    fc.assert(
      fc.property(parts, ([year, month, day, hour, minute, second]) => {
        const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.050Z`;
        const expected = Date.parse(text);
        return Object.is(parseInstant(text) ?? Number.NaN, expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
