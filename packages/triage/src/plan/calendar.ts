import { type MeasuringPlan, type MeasuringPlanEntry, subjectOfEntry } from '@samvakt/contract';
import type { Pause } from '../pause/schema.ts';
import { DAY, type DueTime, dueTimesOf } from './dates.ts';
import type { PlanVersion } from './schema.ts';

/** The due times of one metric or questionnaire under the plans of one patient, as they came to be. What it answers depends on nothing but these. */
export interface Calendar {
  /**
   * The due time that is missed first, of those that count: not answered (its wait begins after `readAt`), due after `after` (the start, or a
   * person's close), and not put off by a pause. Null: the plan asks for nothing more.
   */
  readonly next: (asked: { readAt: number | null; after: number; pauses: readonly Pause[] }) => DueTime | null;
  /** Every due time with `by` in (`after`, `until`], in order, whatever pauses say. */
  readonly between: (after: number, until: number) => DueTime[];
  /** Some plan asks for it at some time. */
  readonly asks: boolean;
  /** The plan that holds at an instant asks for it at all. */
  readonly asksAt: (at: number) => boolean;
}

/** A plan from when to when: the due times in (`since`, `until`] are its own. */
interface Segment {
  readonly plan: MeasuringPlan;
  readonly entries: readonly MeasuringPlanEntry[];
  readonly since: number;
  readonly until: number;
  readonly version: number | null;
}

/** How far ahead a due time is looked for. A plan asks every week, but for its holidays. */
const HORIZON_MS = 400 * DAY;
/** A date begins at most so long before, and ends so long after, it does in UTC. */
const ZONES = DAY;

/** What every patient of a protocol without a plan of their own shares. */
const shared = new WeakMap<MeasuringPlan, Map<string, Calendar>>();

/** `standard`: the protocol's plan; null: it has none. `subject`: a metric's code or a questionnaire's URL. */
export function calendarOf(
  standard: MeasuringPlan | null,
  versions: readonly PlanVersion[],
  subject: string,
): Calendar {
  if (standard === null || versions.length > 0) return createCalendar(standard, versions, subject);
  let known = shared.get(standard);
  if (known === undefined) {
    known = new Map();
    shared.set(standard, known);
  }
  let calendar = known.get(subject);
  if (calendar === undefined) {
    calendar = createCalendar(standard, versions, subject);
    known.set(subject, calendar);
  }
  return calendar;
}

function createCalendar(standard: MeasuringPlan | null, versions: readonly PlanVersion[], subject: string): Calendar {
  const segments = segmentsOf(standard, versions, subject);
  const asking = segments.filter(({ entries }) => entries.length > 0);
  // Remembered, since the same days are asked for at every reading; the answer never changes.
  const byDay = new Map<number, readonly DueTime[]>();
  const onDay = (day: number): readonly DueTime[] => {
    let known = byDay.get(day);
    if (known === undefined) {
      known = segments
        .flatMap(({ plan, entries, since, until, version }) =>
          dueTimesOf(plan, entries, day, version).filter(({ by }) => by > since && by <= until),
        )
        .sort((a, b) => a.by - b.by || a.opensAt - b.opensAt);
      byDay.set(day, known);
    }
    return known;
  };
  return {
    next({ readAt, after, pauses }) {
      let found: DueTime | null = null;
      let place = 0;
      while (place < asking.length && (asking[place]?.until ?? after) <= after) place += 1;
      const begin = asking[place];
      const end = asking[asking.length - 1];
      if (!begin || !end) return null;
      const first = dayOf(Math.max(readAt ?? after, after, begin.since)) - 1;
      const beyond = Math.min(end.until, Math.max(first * DAY, end.since) + HORIZON_MS);
      for (let day = first; day * DAY - ZONES <= beyond; day += 1) {
        if (found && day * DAY - ZONES > found.overdueAt) return found;
        for (const time of onDay(day)) {
          if ((readAt !== null && time.opensAt <= readAt) || time.by <= after) continue;
          if (isPutOff(time, pauses)) continue;
          if (!found || time.overdueAt < found.overdueAt) found = time;
        }
      }
      return found;
    },
    between(after, until) {
      const times: DueTime[] = [];
      for (let day = dayOf(after) - 1; day <= dayOf(until) + 1; day += 1) {
        for (const time of onDay(day)) if (time.by > after && time.by <= until) times.push(time);
      }
      return times;
    },
    asks: asking.length > 0,
    asksAt: (at) => asking.some(({ since, until }) => since <= at && at < until),
  };
}

/** A pause that began before it was missed, and had not ended when its wait began: the patient was not asked for all of it. */
export function isPutOff({ opensAt, overdueAt }: DueTime, pauses: readonly Pause[]): boolean {
  return pauses.some(({ from, until }) => from < until && from < overdueAt && until > opensAt);
}

function segmentsOf(standard: MeasuringPlan | null, versions: readonly PlanVersion[], subject: string): Segment[] {
  const ordered = versions.toSorted((a, b) => a.since - b.since || (a.version ?? 0) - (b.version ?? 0));
  const all = [{ version: null, since: Number.NEGATIVE_INFINITY, plan: standard }, ...ordered];
  return all.map(({ version, since, plan }, place) => {
    const own = plan ?? standard ?? NOTHING;
    return {
      plan: own,
      entries: own.entries.filter((entry) => subjectOfEntry(entry) === subject),
      since,
      until: all[place + 1]?.since ?? Number.POSITIVE_INFINITY,
      version: plan === null ? null : version,
    };
  });
}

const NOTHING: MeasuringPlan = { timeZone: 'UTC', entries: [], holidays: [] };

function dayOf(at: number): number {
  return Math.floor(at / DAY);
}
