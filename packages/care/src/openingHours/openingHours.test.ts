import { type OpeningHours, OpeningHoursSchema, WEEKDAYS } from '@samvakt/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOnClock } from './calendar.ts';
import { isNorwegianHoliday, norwegianHoliday } from './holidays.ts';
import { isOpen, nextClosing, nextOpening } from './openingHours.ts';
import { joined, openSpans, uncovered } from './spans.ts';

const at = (instant: string): number => Date.parse(instant);
const HOUR = 3_600_000;
const workdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;
const weekly = (change: object = {}): OpeningHours =>
  OpeningHoursSchema.parse({
    kind: 'weekly',
    timeZone: 'Europe/Oslo',
    week: [{ days: workdays, from: '08:00', until: '15:30' }],
    holidays: 'closed',
    ...change,
  });
const office = weekly();
const night = weekly({ week: [{ days: WEEKDAYS, from: '22:00', until: '07:00' }], holidays: 'as-any-day' });
const allDay = weekly({ week: [{ days: WEEKDAYS, from: '00:00', until: '00:00' }], holidays: 'as-any-day' });
const always: OpeningHours = { kind: 'always' };

describe('a team is on duty', () => {
  it.each([
    ['from the minute it opens', office, '2026-03-02T07:00:00Z', true],
    ['not before it opens', office, '2026-03-02T06:59:59.999Z', false],
    ['until the instant it closes', office, '2026-03-02T14:29:59.999Z', true],
    ['not when it has closed', office, '2026-03-02T14:30:00Z', false],
    ['not on Saturday', office, '2026-03-07T10:00:00Z', false],
    ['by the summer clock in summer', office, '2026-07-01T06:00:00Z', true],
    ['not on 17 May, a Monday in 2027', office, '2027-05-17T10:00:00Z', false],
    ['not on Maundy Thursday 2026', office, '2026-04-02T10:00:00Z', false],
    ['on the Wednesday before Easter, a holiday’s eve', office, '2026-04-01T10:00:00Z', true],
    ['on Christmas Eve, which is no public holiday', office, '2026-12-24T10:00:00Z', true],
    ['on leap day 2028, a Tuesday', office, '2028-02-29T10:00:00Z', true],
    ['past midnight, from the day before', night, '2026-03-02T05:59:00Z', true],
    ['not after the night has ended', night, '2026-03-02T06:00:00Z', false],
    ['around the clock', always, '2026-03-29T01:30:00Z', true],
    ['all day, in the hour that the clock skips', allDay, '2026-03-29T01:30:00Z', true],
    ['all day, in the hour that comes twice', allDay, '2026-10-25T01:30:00Z', true],
  ])('%s', (_name, hours, instant, open) => {
    expect(isOpen(hours, at(instant))).toBe(open);
  });

  it('as an exception says, whatever the week and the holiday say', () => {
    const hours = weekly({
      exceptions: [
        { date: '2026-12-24', intervals: [{ from: '08:00', until: '12:00' }] },
        { date: '2026-05-01', intervals: [{ from: '10:00', until: '11:00' }] },
        { date: '2026-03-02', intervals: [] },
      ],
    });
    expect(isOpen(hours, at('2026-12-24T10:59:00Z'))).toBe(true);
    expect(isOpen(hours, at('2026-12-24T11:00:00Z'))).toBe(false);
    expect(isOpen(hours, at('2026-05-01T08:30:00Z'))).toBe(true);
    expect(isOpen(hours, at('2026-03-02T10:00:00Z'))).toBe(false);
  });
});

describe('days that are not 24 hours', () => {
  const length = (hours: OpeningHours, from: string, until: string): number =>
    openSpans(hours, at(from), at(until)).reduce((sum, span) => sum + span.until - span.from, 0) / HOUR;

  it('a night shift over the change to summer time lasts eight hours, and over the change back ten', () => {
    expect(length(night, '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z')).toBe(8);
    expect(length(night, '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z')).toBe(10);
  });

  it('being open all day leaves no hole in a year', () => {
    const [from, until] = [at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z')];
    expect(openSpans(allDay, from, until)).toEqual([{ from, until }]);
  });

  it('a shift that begins in the skipped hour begins after it', () => {
    const early = weekly({ week: [{ days: ['sunday'], from: '02:30', until: '06:00' }], holidays: 'as-any-day' });
    expect(nextOpening(early, at('2026-03-28T12:00:00Z'))).toBe(at('2026-03-29T01:30:00Z'));
    expect(new Date(at('2026-03-29T01:30:00Z')).toLocaleTimeString('en-GB', { timeZone: 'Europe/Oslo' })).toBe(
      '03:30:00',
    );
  });
});

describe('the next opening', () => {
  it.each([
    ['is now while it is open', office, '2026-03-02T10:00:00Z', '2026-03-02T10:00:00Z'],
    ['is in the morning', office, '2026-03-02T20:00:00Z', '2026-03-03T07:00:00Z'],
    ['jumps the week-end', office, '2026-03-06T20:00:00Z', '2026-03-09T07:00:00Z'],
    ['keeps the clock time across the change to summer time', office, '2026-03-27T20:00:00Z', '2026-03-30T06:00:00Z'],
    ['jumps the whole of Easter', office, '2026-04-01T20:00:00Z', '2026-04-07T06:00:00Z'],
    [
      'is found beyond a week',
      weekly({ week: [{ days: ['monday'], from: '08:00', until: '09:00' }] }),
      '2027-05-10T12:00:00Z',
      '2027-05-24T06:00:00Z',
    ],
  ])('%s', (_name, hours, from, opening) => {
    const found = nextOpening(hours, at(from));
    expect(found === null ? null : new Date(found).toISOString()).toBe(new Date(at(opening)).toISOString());
  });

  it('is none for a team that never opens', () => {
    expect(nextOpening(weekly({ week: [] }), at('2026-03-02T10:00:00Z'))).toBeNull();
  });
});

describe('the next closing', () => {
  it.each([
    ['is now while it is closed', office, '2026-03-02T20:00:00Z', '2026-03-02T20:00:00Z'],
    ['is in the afternoon', office, '2026-03-02T10:00:00Z', '2026-03-02T14:30:00Z'],
    [
      'is at the end of a long stretch',
      weekly({
        week: [{ days: WEEKDAYS, from: '00:00', until: '00:00' }],
        exceptions: [{ date: '2026-03-20', intervals: [] }],
        holidays: 'as-any-day',
      }),
      '2026-03-02T10:00:00Z',
      '2026-03-19T23:00:00Z',
    ],
  ])('%s', (_name, hours, from, closing) => {
    expect(new Date(nextClosing(hours, at(from)) ?? 0).toISOString()).toBe(new Date(at(closing)).toISOString());
  });

  it('is none for a team that is always there', () => {
    expect(nextClosing(always, at('2026-03-02T10:00:00Z'))).toBeNull();
    expect(nextClosing(allDay, at('2026-03-02T10:00:00Z'))).toBeNull();
  });
});

describe('spans', () => {
  it('cover what they cover and leave the rest uncovered', () => {
    const spans = [
      { from: 5, until: 10 },
      { from: 0, until: 3 },
      { from: 9, until: 12 },
    ];
    expect(joined(spans)).toEqual([
      { from: 0, until: 3 },
      { from: 5, until: 12 },
    ]);
    expect(uncovered(spans, -1, 20)).toEqual([
      { from: -1, until: 0 },
      { from: 3, until: 5 },
      { from: 12, until: 20 },
    ]);
    expect(uncovered(spans, 6, 8)).toEqual([]);
    expect(openSpans(always, 7, 7)).toEqual([]);
  });

  it('agree with asking instant by instant', () => {
    const start = at('2026-03-26T00:00:00Z');
    fc.assert(
      fc.property(
        fc.nat(6 * 24),
        fc.integer({ min: 1, max: 96 }),
        fc.constantFrom(office, night, allDay),
        (hour, long, hours) => {
          const from = start + hour * HOUR;
          const spans = openSpans(hours, from, from + long * HOUR);
          const inSpans = (instant: number) => spans.some((span) => span.from <= instant && instant < span.until);
          for (let instant = from; instant < from + long * HOUR; instant += HOUR / 2) {
            expect(inSpans(instant)).toBe(isOpen(hours, instant));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what is declared', () => {
  it.each([
    ['an unknown time zone', { timeZone: 'Europe/Trondheim' }],
    ['a time of day that does not exist', { week: [{ days: ['monday'], from: '08:00', until: '24:30' }] }],
    ['an unknown day', { week: [{ days: ['mandag'], from: '08:00', until: '15:00' }] }],
    ['a date that does not exist', { exceptions: [{ date: '2026-02-29', intervals: [] }] }],
  ])('is refused with %s', (_name, change) => {
    expect(OpeningHoursSchema.safeParse({ ...office, ...change }).success).toBe(false);
  });
});

describe('public holidays in Norway', () => {
  it('have their names in both languages, whichever is asked for first', () => {
    expect(norwegianHoliday('2026-04-02')).toEqual({ nb: 'Skjærtorsdag', en: 'Maundy Thursday' });
    expect(norwegianHoliday('2027-05-17')?.en).not.toBe(norwegianHoliday('2027-05-17')?.nb);
    expect(norwegianHoliday('2026-12-24')).toBeNull();
  });

  it.each([
    ['2026-01-01', true],
    ['2026-04-03', true],
    ['2026-04-04', false],
    ['2026-05-14', true],
    ['2026-05-17', true],
    ['2026-12-24', false],
    ['2026-12-26', true],
  ])('%s: %s', (date, holiday) => {
    expect(isNorwegianHoliday(date)).toBe(holiday);
  });
});

describe('the instant that a clock on the wall shows', () => {
  it.each([
    ['in winter', '2026-01-15', '08:00', '2026-01-15T07:00:00Z'],
    ['in summer', '2026-07-01', '00:00', '2026-06-30T22:00:00Z'],
    ['on leap day', '2028-02-29', '12:00', '2028-02-29T11:00:00Z'],
    ['in the hour that is skipped', '2026-03-29', '02:30', '2026-03-29T01:30:00Z'],
    ['in the hour that comes twice', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
  ])('%s', (_name, date, time, instant) => {
    expect(instantOnClock(date, time, 'Europe/Oslo')).toBe(Date.parse(instant));
  });

  it.each([
    ['2026-02-30', '08:00'],
    ['2026-02-03', '25:00'],
    ['', ''],
    ['2026-02-03', ''],
    ['3.2.2026', '08:00'],
  ])('is none of %s %s', (date, time) => {
    expect(instantOnClock(date, time, 'Europe/Oslo')).toBeNull();
  });
});
