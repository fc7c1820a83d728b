import { type Cover, CoverSchema, OpeningHoursSchema, WEEKDAYS } from '@samvakt/contract';
import { describe, expect, it } from 'vitest';
import { type CoveredTeam, coverAt, firstUncovered, watchSpans } from './cover.ts';
import { decideCover } from './uncovered.ts';

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

const named = (team: CoveredTeam) => ({ ...team, teamId: CENTRE, name: 'Lung', patients: 2 });

describe('a cover with a hole', () => {
  it.each<[string, CoveredTeam, string, object]>([
    [
      'no cover at all',
      uncovered,
      'Nobody would act on red for Lung from 2026-03-02 15:30 to 2026-03-03 08:00 (Europe/Oslo; as in every week). 2 patients are followed by rules that can turn red.',
      {
        why: 'week',
        date: '2026-03-02',
        localFrom: '15:30',
        untilDate: '2026-03-03',
        localUntil: '08:00',
        patients: 2,
      },
    ],
    [
      'a cover of nights only: the first day of the week-end',
      byNight,
      'Nobody would act on red for Lung from 2026-03-07 08:00 to 2026-03-07 15:30 (Europe/Oslo; as in every week). 2 patients are followed by rules that can turn red.',
      { why: 'week' },
    ],
    [
      'a cover of nights and week-ends only: the first holiday',
      { ...byNight, coveringHours: nightsAndWeekends() },
      'Nobody would act on red for Lung from 2026-04-02 08:00 to 2026-04-02 15:30 (Europe/Oslo; a public holiday: Maundy Thursday). 2 patients are followed by rules that can turn red.',
      { why: 'holiday', holiday: { nb: 'Skjærtorsdag', en: 'Maundy Thursday' } },
    ],
    [
      'a covering team that keeps Christmas Eve for itself',
      { ...byNight, hours: office, coveringHours: nightsAndWeekends([{ date: '2026-03-18', intervals: [] }]) },
      'Nobody would act on red for Lung from 2026-03-18 15:30 to 2026-03-19 08:00 (Europe/Oslo; a date with hours of its own). 2 patients are followed by rules that can turn red.',
      { why: 'exception', date: '2026-03-18' },
    ],
    [
      'a cover that is reckoned in another zone: the hour that differs in spring',
      { hours: weekly(WEEKDAYS, '06:00', '00:00'), cover: centre, coveringHours: utc('23:00', '05:00') },
      'Nobody would act on red for Lung from 2026-03-30 00:00 to 2026-03-30 01:00 (Europe/Oslo; the clocks are changed). 2 patients are followed by rules that can turn red.',
      { why: 'clock-change', from: '2026-03-29T22:00:00.000Z', localFrom: '00:00', localUntil: '01:00' },
    ],
  ])('%s is refused and the hour named', (_name, team, reason, hour) => {
    expect(decideCover(named(team), at('2026-03-02T10:00:00Z'))).toEqual({
      ok: false,
      kind: 'unprocessable',
      code: 'hour-not-covered',
      reason,
      uncovered: expect.objectContaining(hour),
    });
  });

  it.each([
    ['in autumn, when the zone of the cover keeps its hour', '2026-10-19T10:00:00Z', '2026-10-25', '05:00'],
    ['in the week of the change itself', '2026-10-24T10:00:00Z', '2026-10-25', '05:00'],
  ])('of one hour is told to come of the clocks %s', (_name, from, date, localFrom) => {
    const team = { hours: weekly(WEEKDAYS, '06:00', '00:00'), cover: centre, coveringHours: utc('22:00', '04:00') };
    expect(decideCover(named(team), at(from))).toMatchObject({ uncovered: { why: 'clock-change', date, localFrom } });
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
    expect(decideCover(named(team), at('2026-03-02T10:00:00Z'))).toEqual({ ok: true });
  });
});

describe('the watch', () => {
  const HOUR = 3_600_000;
  it.each([
    ['a week of winter', '2026-03-01T23:00:00Z', 168],
    ['the week that loses an hour', '2026-03-22T23:00:00Z', 167],
    ['the week that gains one', '2026-10-18T22:00:00Z', 169],
    ['Easter', '2026-03-30T22:00:00Z', 168],
    ['the week of leap day', '2028-02-27T23:00:00Z', 168],
  ])('of %s has no gap and no overlap', (_name, from, hours) => {
    const [begins, ends] = [at(from), at(from) + hours * HOUR];
    for (const team of [uncovered, byCentre, byNight, told]) {
      const spans = watchSpans(team, begins, ends);
      expect(spans[0]?.from).toBe(begins);
      expect(spans.at(-1)?.until).toBe(ends);
      expect(spans.slice(1).map((span) => span.from)).toEqual(spans.slice(0, -1).map((span) => span.until));
      for (const { by, from: since, until } of spans) {
        expect(coverAt(team, since).by).toBe(by);
        expect(coverAt(team, until - 1).by).toBe(by);
      }
    }
  });

  it.each<[string, string, string, string[]]>([
    [
      'Christmas Eve is worked, the days after are not',
      '2026-12-24',
      '2026-12-26',
      ['covering-team', 'own-team', 'covering-team'],
    ],
    [
      'Maundy Thursday is off, the Wednesday before is not',
      '2026-04-01',
      '2026-04-03',
      ['covering-team', 'own-team', 'covering-team'],
    ],
    [
      'leap day 2028 is a Tuesday like others',
      '2028-02-29',
      '2028-03-01',
      ['covering-team', 'own-team', 'covering-team'],
    ],
  ])('%s', (_name, from, until, by) => {
    expect(
      watchSpans(byCentre, at(`${from}T00:00:00+01:00`), at(`${until}T00:00:00+01:00`)).map((span) => span.by),
    ).toEqual(by);
  });
});

function nightsAndWeekends(exceptions: object[] = []) {
  return OpeningHoursSchema.parse({
    kind: 'weekly',
    timeZone: 'Europe/Oslo',
    holidays: 'as-any-day',
    week: [
      { days: WEEKDAYS, from: '15:30', until: '08:00' },
      { days: ['saturday', 'sunday'], from: '00:00', until: '00:00' },
    ],
    exceptions,
  });
}

function utc(from: string, until: string) {
  const week = [{ days: WEEKDAYS, from, until }];
  return OpeningHoursSchema.parse({ kind: 'weekly', timeZone: 'UTC', holidays: 'as-any-day', week });
}

describe('what is planned', () => {
  const friday = at('2026-03-06T10:00:00Z');
  const saturday = at('2026-03-07T10:00:00Z');
  const then = (first: CoveredTeam, ...later: readonly (readonly [string, CoveredTeam])[]): CoveredTeam => {
    const [next, ...rest] = later;
    return next === undefined ? first : { ...first, next: { at: at(next[0]), declared: then(next[1], ...rest) } };
  };
  const open: CoveredTeam = { hours: { kind: 'always' }, cover: null, coveringHours: null };
  const shut: CoveredTeam = { ...uncovered, hours: weekly([], '00:00', '00:00') };

  it.each<[string, CoveredTeam, number, object]>([
    [
      'ends a watch that would have no end',
      then(open, ['2026-03-08T00:00:00Z', byCentre]),
      friday,
      { by: 'own-team', until: at('2026-03-08T00:00:00Z') },
    ],
    [
      'carries on a watch that would end',
      then(byCentre, ['2026-03-06T12:00:00Z', open]),
      friday,
      { by: 'own-team', until: null },
    ],
    [
      'changes nothing for who covers, but brings the team back later',
      then(byCentre, ['2026-03-08T00:00:00Z', { ...byCentre, hours: weekly(workdays, '10:00', '15:30') }]),
      saturday,
      { by: 'covering-team', teamId: CENTRE, until: at('2026-03-09T09:00:00Z'), backAt: at('2026-03-09T09:00:00Z') },
    ],
    [
      'brings the team back at once',
      then(told, ['2026-03-08T00:00:00Z', open]),
      saturday,
      { by: 'patient-calls', until: at('2026-03-08T00:00:00Z'), backAt: at('2026-03-08T00:00:00Z') },
    ],
    [
      'has begun',
      then(open, ['2026-03-01T00:00:00Z', told], ['2026-03-07T00:00:00Z', byCentre]),
      saturday,
      { by: 'covering-team', until: at(MONDAY) },
    ],
    [
      'comes after the team is back anyway',
      then(byCentre, ['2026-04-01T00:00:00Z', shut]),
      saturday,
      { by: 'covering-team', until: at(MONDAY), backAt: at(MONDAY) },
    ],
  ])('%s', (_name, team, instant, expected) => {
    expect(coverAt(team, instant)).toMatchObject(expected);
  });

  it('is told hour by hour without a gap', () => {
    const team = then(byCentre, ['2026-03-07T12:00:00Z', told], ['2026-03-08T12:00:00Z', open]);
    const spans = watchSpans(team, friday, at('2026-03-10T00:00:00Z'));
    expect(spans.map(({ by }) => by)).toEqual(['own-team', 'covering-team', 'patient-calls', 'own-team']);
    expect(spans.slice(1).map(({ from }) => from)).toEqual(spans.slice(0, -1).map(({ until }) => until));
  });

  it.each([
    ['2026-07-01T00:00:00Z', '2026-07-01T00:00:00Z'],
    // Beyond the horizon of what stands now: it begins anew with what is planned.
    ['2027-12-01T00:00:00Z', '2027-12-01T00:00:00Z'],
  ])('from %s leaves the first hour to nobody then, and the team is refused for it', (begins, from) => {
    const team = then(byCentre, [begins, shut]);
    expect(firstUncovered(team, friday)?.from).toBe(at(from));
    expect(decideCover({ ...team, teamId: 'x', name: 'X', patients: 1 }, friday)).toMatchObject({
      ok: false,
      uncovered: { why: 'week', from: new Date(at(from)).toISOString() },
    });
  });

  it('agrees instant by instant with asking what is declared then', () => {
    const team = then(byNight, ['2026-03-27T20:00:00Z', byCentre], ['2026-03-30T05:00:00Z', uncovered]);
    const [from, until] = [at('2026-03-25T00:00:00Z'), at('2026-04-08T00:00:00Z')];
    const spans = watchSpans(team, from, until);
    for (let instant = from; instant < until; instant += 1_800_000) {
      const span = spans.find((one) => one.from <= instant && instant < one.until);
      const now = coverAt(team, instant);
      expect(now.by).toBe(span?.by);
      if (now.until !== null && now.until < until) expect(coverAt(team, now.until).by).not.toBe(now.by);
    }
  });
});
