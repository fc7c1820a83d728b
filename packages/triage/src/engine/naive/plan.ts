import { DAY, type History, HOUR } from './history.ts';

interface PlannedTime {
  readonly opensAt: number;
  readonly by: number;
  readonly overdueAt: number;
}

/** Worked out once for each history: it is asked for at every instant, and always the same. */
const planned = new WeakMap<History, Map<string, PlannedTime[]>>();

/** `silent`: what must be silent at the same time, itself among it. */
export function plannedTimes(history: History, subject: string, silent: readonly string[]): PlannedTime[] {
  const known = planned.get(history) ?? new Map<string, PlannedTime[]>();
  planned.set(history, known);
  const key = [subject, ...silent].join(' ');
  const times = known.get(key) ?? timesOf(history, subject, silent);
  known.set(key, times);
  return times;
}

/** All due times of the history, day by day, each under the plan that held when it was due, without those that a pause puts off. */
function timesOf(history: History, subject: string, silent: readonly string[]): PlannedTime[] {
  const { since, now, pauses = [] } = history;
  const holding = pauses.filter(
    ({ scope }) => scope.type !== 'metrics' || silent.every((one) => scope.metrics.some((metric) => metric === one)),
  );
  const times: PlannedTime[] = [];
  const plans = [undefined, ...(history.plans ?? []).map(({ plan }) => plan)];
  for (const [place, own] of plans.entries()) {
    const plan = own ?? history.protocol.plan;
    if (!plan) continue;
    const date = new Date(since - DAY);
    for (; date.getTime() < now + 2 * DAY; date.setUTCDate(date.getUTCDate() + 1)) {
      for (const entry of plan.entries.filter((one) => (one.metric ?? one.questionnaire) === subject)) {
        const text = date.toISOString().slice(0, 10);
        if (!entry.days.some((day) => day === WEEK[date.getUTCDay()])) continue;
        if (entry.onHolidays === 'not-asked' && plan.holidays.includes(text)) continue;
        const by = localInstant(text, entry.by, plan.timeZone);
        if (planAt(history, by) !== place) continue;
        const opensAt = localInstant(text, entry.from, plan.timeZone);
        times.push({ opensAt, by, overdueAt: by + (entry.graceMinutes * HOUR) / 60 });
      }
    }
  }
  return times.filter(
    ({ opensAt, overdueAt }) => !holding.some(({ from, until }) => until > from && from < overdueAt && until > opensAt),
  );
}

const WEEK = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** What is due at the very instant of a change belongs to the plan before it. 0: the protocol's. */
function planAt({ plans = [] }: History, by: number): number {
  return plans.filter(({ since }) => since < by).length;
}

const instants = new Map<string, number>();

function localInstant(date: string, clock: string, timeZone: string): number {
  const key = `${date} ${clock} ${timeZone}`;
  const at = instants.get(key) ?? searchInstant(date, clock, timeZone);
  instants.set(key, at);
  return at;
}

/** The instant at which a clock in that zone first shows this, tried from the earliest that it can be; in the hour that is skipped, an hour later. */
function searchInstant(date: string, clock: string, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const inUtc = Date.parse(`${date}T${clock}:00Z`);
  for (let at = inUtc - 15 * HOUR; at <= inUtc + 15 * HOUR; at += HOUR / 4) {
    if (format.format(at).replace(',', '') === `${date} ${clock}`) return at;
  }
  const hour = String(Number(clock.slice(0, 2)) + 1).padStart(2, '0');
  return searchInstant(date, `${hour}:${clock.slice(3)}`, timeZone);
}
