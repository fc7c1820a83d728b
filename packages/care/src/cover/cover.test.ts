import { type Cover, CoverSchema } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { OpeningHoursSchema, WEEKDAYS } from '../openingHours/schema.ts';
import { type CoveredTeam, coverAt, decideCover, firstUncovered } from './cover.ts';

const at = (instant: string): number => Date.parse(instant);
const workdays = WEEKDAYS.slice(0, 5);
const weekly = (days: readonly string[], from: string, until: string, holidays = 'as-any-day') =>
  OpeningHoursSchema.parse({
    kind: 'weekly',
    timeZone: 'Europe/Oslo',
    week: days.length === 0 ? [] : [{ days, from, until }],
    holidays,
  });
const office = weekly(workdays, '08:00', '15:30', 'closed');
const CENTRE = '0a6d1b5e-7a4b-4c52-9d0c-2f8e6a3b1c4d';
const centre: Cover = { kind: 'team', teamId: CENTRE };
const calls: Cover = CoverSchema.parse({
  kind: 'patient-calls',
  numbers: [{ number: '116117', when: { nb: 'Når det haster', en: 'When it is urgent' } }],
});

const uncovered: CoveredTeam = { hours: office, cover: null, coveringHours: null };
const byCentre: CoveredTeam = { hours: office, cover: centre, coveringHours: { kind: 'always' } };
const byNight: CoveredTeam = { hours: office, cover: centre, coveringHours: weekly(WEEKDAYS, '15:30', '08:00') };
const told: CoveredTeam = { hours: office, cover: calls, coveringHours: null };
const MONDAY = '2026-03-09T07:00:00Z';

describe('who acts on red', () => {
  it.each<[string, CoveredTeam, string, object]>([
    [
      'the team itself while on duty',
      uncovered,
      '2026-03-06T10:00:00Z',
      { by: 'own-team', until: at('2026-03-06T14:30:00Z') },
    ],
    [
      'the response centre in the week-end',
      byCentre,
      '2026-03-07T10:00:00Z',
      { by: 'covering-team', teamId: CENTRE, until: at(MONDAY), backAt: at(MONDAY) },
    ],
    [
      'whom the patient was told to call',
      told,
      '2026-03-07T10:00:00Z',
      { by: 'patient-calls', numbers: [{ number: '116117' }], backAt: at(MONDAY) },
    ],
    [
      'nobody, where nothing was declared',
      uncovered,
      '2026-03-07T10:00:00Z',
      { by: 'nobody', until: at(MONDAY), backAt: at(MONDAY) },
    ],
    [
      'nobody, while the covering team is closed too',
      byNight,
      '2026-03-07T10:00:00Z',
      { by: 'nobody', until: at('2026-03-07T14:30:00Z'), backAt: at(MONDAY) },
    ],
    [
      'the covering team until it closes',
      byNight,
      '2026-03-07T20:00:00Z',
      { by: 'covering-team', until: at('2026-03-08T07:00:00Z'), backAt: at(MONDAY) },
    ],
    [
      'a team that is always there',
      { hours: { kind: 'always' }, cover: null, coveringHours: null },
      MONDAY,
      { by: 'own-team', until: null },
    ],
    [
      'the centre, for a team that never opens',
      { ...byCentre, hours: weekly([...workdays], '08:00', '15:30', 'closed'), coveringHours: { kind: 'always' } },
      '2026-12-25T10:00:00Z',
      { by: 'covering-team', until: at('2026-12-28T07:00:00Z') },
    ],
  ])('%s', (_name, team, instant, expected) => {
    expect(coverAt(team, at(instant))).toMatchObject(expected);
  });
});

describe('a cover with a hole', () => {
  it.each<[string, CoveredTeam, string]>([
    ['no cover at all', uncovered, 'Nobody would act on red from 2026-03-02 15:30 to 2026-03-03 08:00 (Europe/Oslo).'],
    [
      'a cover of nights only: the first day of the week-end',
      byNight,
      'Nobody would act on red from 2026-03-07 08:00 to 2026-03-07 15:30 (Europe/Oslo).',
    ],
    [
      'a cover of nights and week-ends only: the first holiday',
      {
        ...byNight,
        coveringHours: OpeningHoursSchema.parse({
          kind: 'weekly',
          timeZone: 'Europe/Oslo',
          holidays: 'as-any-day',
          week: [
            { days: WEEKDAYS, from: '15:30', until: '08:00' },
            { days: ['saturday', 'sunday'], from: '00:00', until: '00:00' },
          ],
        }),
      },
      'Nobody would act on red from 2026-04-02 08:00 to 2026-04-02 15:30 (Europe/Oslo).',
    ],
    [
      'a cover that is reckoned in another zone: the hour that differs in spring',
      {
        hours: weekly(WEEKDAYS, '06:00', '00:00'),
        cover: centre,
        coveringHours: OpeningHoursSchema.parse({
          kind: 'weekly',
          timeZone: 'UTC',
          holidays: 'as-any-day',
          week: [{ days: WEEKDAYS, from: '23:00', until: '05:00' }],
        }),
      },
      'Nobody would act on red from 2026-03-30 00:00 to 2026-03-30 01:00 (Europe/Oslo).',
    ],
  ])('%s is refused and the hour named', (_name, team, reason) => {
    expect(decideCover(team, at('2026-03-02T10:00:00Z'))).toEqual({
      ok: false,
      kind: 'unprocessable',
      code: 'hour-not-covered',
      reason,
    });
  });

  it('is told from the first instant for a team that never opens, and never for one that always is there', () => {
    const never = weekly([], '08:00', '09:00');
    const from = at(MONDAY);
    expect(firstUncovered({ hours: never, cover: null, coveringHours: null }, from)?.from).toBe(from);
    expect(firstUncovered({ hours: { kind: 'always' }, cover: null, coveringHours: null }, from)).toBeNull();
  });

  it.each([
    ['the response centre', byCentre],
    ['what the patient was told', told],
    ['both changes of the clock, met by the same zone', { ...byNight, hours: weekly(WEEKDAYS, '08:00', '15:30') }],
  ])('has none with %s', (_name, team) => {
    expect(decideCover(team, at('2026-03-02T10:00:00Z'))).toEqual({ ok: true });
  });
});
