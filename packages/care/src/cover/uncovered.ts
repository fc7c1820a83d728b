import type { UncoveredHour } from '@samvakt/contract';
import { clocksChange, wallClock, zoneOf } from '../openingHours/calendar.ts';
import { norwegianHoliday } from '../openingHours/holidays.ts';
import type { Span } from '../openingHours/spans.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { type CoveredTeam, declaredAt, firstUncovered } from './cover.ts';

/** A team as a sentence about its hours needs it. `patients`: how many are followed by rules that can turn red. */
export type WatchedTeam = CoveredTeam & { readonly teamId: string; readonly name: string; readonly patients: number };

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEK_MS = 7 * DAY_MS;

/** Tells of a stretch that is nobody's when it is on the team's own clock and why it is so. `now`: the instant from which was looked. */
export function describeUncovered(team: WatchedTeam, hole: Span, now: number): UncoveredHour {
  const { declared, since } = declaredAt(team, hole.from);
  const timeZone = zoneOf(declared.hours);
  const [begins, ends] = [wallClock(hole.from, timeZone), wallClock(hole.until, timeZone)];
  const holiday = norwegianHoliday(begins.date);
  const why = whyUncovered(declared, hole, Math.max(now, since ?? now));
  return {
    teamId: team.teamId,
    teamName: team.name,
    from: new Date(hole.from).toISOString(),
    until: new Date(hole.until).toISOString(),
    timeZone,
    date: begins.date,
    localFrom: begins.time,
    untilDate: ends.date,
    localUntil: ends.time,
    why,
    holiday: why === 'holiday' ? holiday : null,
    patients: team.patients,
  };
}

/** The first hour of the next 400 days that is nobody's, by what is declared and by what is planned, told; null where there is none. */
export function firstUncoveredHour(team: WatchedTeam, now: number): UncoveredHour | null {
  const hole = firstUncovered(team, now);
  return hole === null ? null : describeUncovered(team, hole, now);
}

/** Refuses that a team watches with an hour that is nobody's, and names the hour. */
export function decideCover(team: WatchedTeam, now: number): { readonly ok: true } | Refusal {
  const hour = firstUncoveredHour(team, now);
  return hour === null ? { ok: true } : refuseUncovered(hour);
}

export function refuseUncovered(hour: UncoveredHour): Refusal {
  return { ...refuse('hour-not-covered', sentenceOf(hour)), uncovered: hour };
}

const REASONS: Record<UncoveredHour['why'], (hour: UncoveredHour) => string> = {
  week: () => 'as in every week',
  holiday: ({ holiday }) => `a public holiday: ${holiday?.en ?? ''}`,
  exception: () => 'a date with hours of its own',
  'clock-change': () => 'the clocks are changed',
};

function sentenceOf(hour: UncoveredHour): string {
  const { teamName, date, localFrom, untilDate, localUntil, timeZone, patients, why } = hour;
  const many = patients === 1 ? '1 patient is' : `${patients} patients are`;
  const followed = patients === 0 ? '' : ` ${many} followed by rules that can turn red.`;
  return (
    `Nobody would act on red for ${teamName} from ${date} ${localFrom} to ${untilDate} ${localUntil} ` +
    `(${timeZone}; ${REASONS[why](hour)}).${followed}`
  );
}

/**
 * An hour that is nobody's every week is so within the first seven days of what was declared (`since`). One that comes later on a date that is neither a holiday nor set apart can only come of the
 * clocks: two teams' hours in different zones, or an interval in the hour that is skipped.
 */
function whyUncovered({ hours, coveringHours }: CoveredTeam, hole: Span, since: number): UncoveredHour['why'] {
  const both = [hours, ...(coveringHours === null ? [] : [coveringHours])].flatMap((one) =>
    one.kind === 'weekly' ? [{ hours: one, date: wallClock(hole.from, one.timeZone).date }] : [],
  );
  if (both.some(({ hours: one, date }) => one.exceptions.some((exception) => exception.date === date)))
    return 'exception';
  if (both.some(({ hours: one, date }) => one.holidays === 'closed' && norwegianHoliday(date) !== null))
    return 'holiday';
  const changed = (from: number) => both.some(({ hours: { timeZone } }) => clocksChange(from, hole.until, timeZone));
  const isShort = hole.until - hole.from <= DAY_MS / 12;
  if (hole.from - since >= WEEK_MS ? changed(since) : isShort && changed(hole.from - DAY_MS)) return 'clock-change';
  return 'week';
}
