import {
  type Cover,
  type OpeningHours,
  type OpeningInterval,
  WEEKDAYS,
  type Weekday,
  type WeeklyHours,
} from '@samvakt/contract';
import { TIME_ZONE } from '../format/format.ts';

/** Opening hours and cover as they stand in the form: by day, with fields that may still be empty. */
export interface HoursDraft {
  readonly kind: OpeningHours['kind'];
  readonly timeZone: string;
  readonly week: Readonly<Record<Weekday, readonly OpeningInterval[]>>;
  readonly holidays: WeeklyHours['holidays'];
  readonly exceptions: readonly { readonly date: string; readonly intervals: readonly OpeningInterval[] }[];
  readonly coverKind: 'none' | Cover['kind'];
  readonly coverTeamId: string;
}

const NEW_WEEK: OpeningInterval = { from: '08:00', until: '15:30' };

export function draftOf(hours: OpeningHours, cover: Cover | null): HoursDraft {
  const weekly = hours.kind === 'weekly' ? hours : null;
  const onDay = (day: Weekday) => {
    if (weekly === null) return WEEKDAYS.indexOf(day) < 5 ? [NEW_WEEK] : [];
    return weekly.week.flatMap(({ days, from, until }) => (days.includes(day) ? [{ from, until }] : []));
  };
  return {
    kind: hours.kind,
    timeZone: weekly?.timeZone ?? TIME_ZONE,
    week: Object.fromEntries(WEEKDAYS.map((day) => [day, onDay(day)])) as unknown as HoursDraft['week'],
    holidays: weekly?.holidays ?? 'closed',
    exceptions: weekly?.exceptions ?? [],
    coverKind: cover?.kind ?? 'none',
    coverTeamId: cover?.kind === 'team' ? cover.teamId : '',
  };
}

/** The week as it is declared: days with the same interval stand together. */
export function hoursOf(draft: HoursDraft): OpeningHours {
  if (draft.kind === 'always') return { kind: 'always' };
  const byInterval = new Map<string, { days: Weekday[]; from: string; until: string }>();
  for (const day of WEEKDAYS) {
    for (const { from, until } of draft.week[day]) {
      const entry = byInterval.get(`${from}-${until}`) ?? { days: [], from, until };
      entry.days.push(day);
      byInterval.set(`${from}-${until}`, entry);
    }
  }
  return {
    kind: 'weekly',
    timeZone: draft.timeZone,
    week: [...byInterval.values()],
    holidays: draft.holidays,
    exceptions: draft.exceptions
      .map(({ date, intervals }) => ({ date, intervals: intervals.map((interval) => ({ ...interval })) }))
      .toSorted((one, other) => one.date.localeCompare(other.date)),
  };
}

/** What is missing in the form, by the name of its part. */
export function draftFaults(draft: HoursDraft, reason: string): ('time' | 'date' | 'team' | 'reason')[] {
  const intervals = [...Object.values(draft.week).flat(), ...draft.exceptions.flatMap((one) => one.intervals)];
  const dates = draft.exceptions.map(({ date }) => date);
  return [
    ...(draft.kind === 'weekly' && intervals.some(({ from, until }) => from === '' || until === '')
      ? (['time'] as const)
      : []),
    ...(draft.kind === 'weekly' && (dates.includes('') || new Set(dates).size < dates.length)
      ? (['date'] as const)
      : []),
    ...(draft.coverKind === 'team' && draft.coverTeamId === '' ? (['team'] as const) : []),
    ...(reason.trim() === '' ? (['reason'] as const) : []),
  ];
}
