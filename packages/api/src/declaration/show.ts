import {
  type CoveredTeam,
  calendarDays,
  coverAt,
  firstUncoveredHour,
  wallClock,
  watchSpans,
  zoneOf,
} from '@samvakt/care';
import type { Declaration, OpeningHours, Team, WatchSpan, WatchWeek } from '@samvakt/contract';
import type { AgreedCover, DeclarationFacts, DeclaredStretch } from '@samvakt/store';
import { showCover } from '../cover/show.ts';

const DAY_MS = 86_400_000;
/** As far as a lead plans ahead on the page: the holidays of the rest of the year and the next Easter. */
const HOLIDAYS_AHEAD_DAYS = 400;
const MOST_HOLIDAYS = 12;
/** A covering team that is next needed later than this is not told when: nobody plans by it. */
const COVER_AHEAD_MS = 21 * DAY_MS;

type Shown = {
  practitionerId: string;
  /** All of them, for names. */
  teams: readonly Team[];
  agreed: readonly AgreedCover[];
  now: number;
};

/** What a team has declared, and what comes of it. */
export function showDeclaration(facts: DeclarationFacts, { practitionerId, teams, agreed, now }: Shown): Declaration {
  const { team, version, setAt, setBy, reason, planned, lead, watched } = facts;
  return {
    team,
    version,
    openingHours: watched.hours,
    cover: watched.cover,
    setAt,
    setBy,
    reason,
    planned,
    lead,
    mayChange: lead?.id === practitionerId,
    now: showCover(coverAt(watched, now), teams),
    patients: watched.patients,
    uncovered: firstUncoveredHour(watched, now),
    holidays: comingHolidays(watched.hours, now),
    covers: agreed.map(({ team: other, byTeamId, from, version: of, covered }) => ({
      team: other,
      version: of,
      from,
      next: nextCover(covered, byTeamId, now),
    })),
  };
}

/** When a team acts for another next, or acts now; null where that is not within three weeks. */
export function nextCover(
  covered: CoveredTeam,
  coveringTeamId: string,
  now: number,
): { from: string; until: string } | null {
  const next = watchSpans(covered, now, now + COVER_AHEAD_MS).find(({ from }) => {
    const cover = coverAt(covered, from);
    return cover.by === 'covering-team' && cover.teamId === coveringTeamId;
  });
  return next === undefined
    ? null
    : { from: new Date(next.from).toISOString(), until: new Date(next.until).toISOString() };
}

function comingHolidays(hours: OpeningHours, now: number): Declaration['holidays'] {
  const today = wallClock(now, zoneOf(hours)).date;
  return calendarDays(today, HOLIDAYS_AHEAD_DAYS, zoneOf(hours))
    .flatMap(({ date, holiday }) => (holiday === null ? [] : [{ date, name: holiday, team: onHoliday(hours, date) }]))
    .slice(0, MOST_HOLIDAYS);
}

function onHoliday(hours: OpeningHours, date: string): Declaration['holidays'][number]['team'] {
  if (hours.kind === 'always') return 'as-any-day';
  if (hours.exceptions.some((exception) => exception.date === date)) return 'exception';
  return hours.holidays;
}

const WEEK_DAYS = 7;

/** The seven days from a date on a team's clock. */
export const daysOfWeek = (date: string, timeZone: string) => calendarDays(date, WEEK_DAYS, timeZone);

/** Who acts on red in each hour of some days. `stretches`: what was declared in them. */
export function showWatch(
  days: ReturnType<typeof daysOfWeek>,
  { timeZone, stretches, teams }: { timeZone: string; stretches: readonly DeclaredStretch[]; teams: readonly Team[] },
): WatchWeek {
  return {
    timeZone,
    days: days.map(({ date, from, until, holiday }) => ({
      date,
      holiday,
      exception: stretches.some(({ declared: { hours }, ...stretch }) => {
        const overlaps = stretch.from < until && from < stretch.until;
        return overlaps && hours.kind === 'weekly' && hours.exceptions.some((exception) => exception.date === date);
      }),
      hours: (until - from) / 3_600_000,
      spans: asOne(stretches.flatMap((stretch) => spansOf(stretch, { from, until, timeZone, teams }))),
    })),
  };
}

/** A change of what was declared that changes nothing for the hour is not shown as one. */
function asOne(spans: readonly WatchSpan[]): WatchSpan[] {
  const out: WatchSpan[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last?.by === span.by && last.team?.id === span.team?.id && last.until === span.from) {
      out[out.length - 1] = { ...last, until: span.until, localUntil: span.localUntil };
    } else {
      out.push(span);
    }
  }
  return out;
}

type Day = { from: number; until: number; timeZone: string; teams: readonly Team[] };

function spansOf({ from, until, declared }: DeclaredStretch, day: Day): WatchWeek['days'][number]['spans'] {
  const cut = { from: Math.max(from, day.from), until: Math.min(until, day.until) };
  if (cut.from >= cut.until) return [];
  const { cover } = declared;
  const coveringTeam = cover?.kind === 'team' ? (day.teams.find(({ id }) => id === cover.teamId) ?? null) : null;
  return watchSpans(declared, cut.from, cut.until).map((span) => ({
    from: new Date(span.from).toISOString(),
    until: new Date(span.until).toISOString(),
    localFrom: wallClock(span.from, day.timeZone).time,
    localUntil: span.until === day.until ? '24:00' : wallClock(span.until, day.timeZone).time,
    by: span.by,
    team: span.by === 'covering-team' ? coveringTeam : null,
  }));
}
