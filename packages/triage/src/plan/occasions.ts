import type { MetricCode, OccasionState } from '@samvakt/contract';
import type { EffectiveProtocol } from '../limits/apply.ts';
import { pausesOfLeaf } from '../pause/deadline.ts';
import type { Pause } from '../pause/schema.ts';
import { plannableMetrics, plannableQuestionnaires, silencesOf, subjectOfAbsence } from '../protocol/check.ts';
import { calendarOf, isPutOff } from './calendar.ts';
import type { DueTime } from './dates.ts';

/** What a plan asks for: a metric, or a questionnaire by its canonical URL. */
export type PlanSubject =
  | { readonly metric: MetricCode; readonly questionnaire?: undefined }
  | { readonly questionnaire: string; readonly metric?: undefined };

/** A due time of the plan, with what came of it. Epoch milliseconds. */
export type PlannedOccasion = PlanSubject &
  DueTime & {
    readonly state: OccasionState;
    /** When the first reading or response that answers it was taken or given. */
    readonly answeredAt: number | null;
    /** Of a form: the response that answers it. */
    readonly responseId?: string;
  };

type Readings = Readonly<Partial<Record<MetricCode, readonly number[]>>>;
type Answers = Readonly<Partial<Record<string, readonly { readonly at: number; readonly responseId: string }[]>>>;

interface Asked {
  /** The start of the follow-up: nothing was due before. */
  readonly since: number;
  readonly now: number;
}

/**
 * The due times with `by` in (`from`, `until`], in order of that. `readings`: when each metric was read; `answers`: the responses to each questionnaire, by its URL;
 * both in any order. What came when the time and its grace had passed answers nothing, also where it ended the alert.
 */
export function occasionsOf(
  effective: EffectiveProtocol,
  {
    from,
    until,
    readings,
    answers = {},
    since,
    now,
  }: Asked & { from: number; until: number; readings: Readings; answers?: Answers },
): PlannedOccasion[] {
  const occasions = subjectsOf(effective).flatMap((asked) => {
    const subject = asked.metric ?? asked.questionnaire;
    const times = calendarFor(effective, subject).between(Math.max(from, since), until);
    const came: readonly { at: number; responseId?: string }[] = asked.metric
      ? (readings[asked.metric] ?? []).map((at) => ({ at }))
      : (answers[subject] ?? []);
    const own = came.toSorted((a, b) => a.at - b.at);
    const pauses = pausesOfSubject(effective, subject);
    return times.map((time): PlannedOccasion => {
      const answer = own.find(({ at }) => at >= time.opensAt && at < time.overdueAt);
      const { at: answeredAt, ...by } = answer ?? { at: null };
      return { ...asked, ...time, ...by, answeredAt, state: stateOf(time, answeredAt, pauses, now) };
    });
  });
  return occasions.sort((a, b) => a.by - b.by || (nameOf(a) < nameOf(b) ? -1 : 1));
}

function stateOf(time: DueTime, answeredAt: number | null, pauses: readonly Pause[], now: number): OccasionState {
  if (answeredAt !== null) return 'answered';
  if (isPutOff(time, pauses)) return 'put-off';
  return now < time.overdueAt ? 'waiting' : 'overdue';
}

/** The due time that comes next, of those that nothing has answered yet. Null: the plan asks for nothing more. `lastSeen`: by metric code or URL. */
export function nextDue(
  effective: EffectiveProtocol,
  { lastSeen, now }: Pick<Asked, 'now'> & { lastSeen: Readonly<Partial<Record<string, number>>> },
): (PlanSubject & { readonly by: number }) | null {
  let soonest: (PlanSubject & { readonly by: number }) | null = null;
  for (const asked of subjectsOf(effective)) {
    const subject = asked.metric ?? asked.questionnaire;
    const readAt = lastSeen[subject] ?? null;
    const pauses = pausesOfSubject(effective, subject);
    const time = calendarFor(effective, subject).next({ readAt, after: now, pauses });
    if (time && (!soonest || time.by < soonest.by)) soonest = { ...asked, by: time.by };
  }
  return soonest;
}

/** All that may be planned, the measurements first. */
function subjectsOf({ protocol }: EffectiveProtocol): PlanSubject[] {
  return [
    ...plannableMetrics(protocol).map((metric) => ({ metric })),
    ...plannableQuestionnaires(protocol).map((questionnaire) => ({ questionnaire })),
  ];
}

const nameOf = ({ metric, questionnaire }: PlanSubject): string => metric ?? questionnaire;

function calendarFor({ protocol, plans }: EffectiveProtocol, subject: string) {
  return calendarOf(protocol.plan ?? null, plans, subject);
}

/** The pauses under which no rule asks for it at its yellow level. */
function pausesOfSubject({ protocol, pauses }: EffectiveProtocol, subject: string): readonly Pause[] {
  for (const rule of protocol.rules) {
    for (const { when } of [rule.levels.yellow, rule.levels.red].flatMap((level) => level ?? [])) {
      for (const leaves of silencesOf(when)) {
        const isIts = leaves.some((leaf) => leaf.type === 'overdue' && subjectOfAbsence(leaf) === subject);
        if (isIts) return pausesOfLeaf(pauses, rule, 'yellow', leaves.map(subjectOfAbsence));
      }
    }
  }
  return [];
}
