import type { Rule, Severity } from '../../protocol/schema.ts';
import type { AnsweredEvent, MeasurementEvent } from '../event.ts';
import { dueInstants, isAnySilent, pausesOf } from './absence.ts';
import { judge } from './expression.ts';
import {
  DAY,
  type History,
  HOUR,
  isBroken,
  leavesIn,
  type NaiveAlert,
  type Scene,
  subjectsOf,
  withoutThrown,
} from './history.ts';

/** The alert of a rule as it stands in the end. The history is in order. */
export function judgeRule(given: History, rule: Rule): NaiveAlert | null {
  if (isBroken(given.protocol, rule)) return null;
  const history = withoutThrown(given, rule);
  const closes = history.closes.filter(({ ruleId }) => ruleId === rule.id).map(({ at }) => at);
  const levels = (['red', 'yellow'] as const).flatMap((severity) => {
    const level = rule.levels[severity];
    return level
      ? [
          {
            severity,
            when: level.when,
            own: { ...history, when: level.when, pauses: pausesOf(history, rule, severity) },
          },
        ]
      : [];
  });
  const leaves = levels.flatMap(({ when }) => leavesIn(when));
  const subjects = new Set<string>(leaves.flatMap(subjectsOf));
  const { answers = [] } = history;
  const moments = [
    ...levels.flatMap(({ when, own }) =>
      dueInstants(own, leavesIn(when), closes).map((at) => ({ at, rank: 0, reading: -1 })),
    ),
    ...history.readings.flatMap(({ metric, at }, reading) => (subjects.has(metric) ? [{ at, rank: 1, reading }] : [])),
    ...answers.flatMap(({ questionnaire, at }, reading) =>
      subjects.has(questionnaire) ? [{ at, rank: 1.5, reading }] : [],
    ),
    ...closes.map((at) => ({ at, rank: 2, reading: -1 })),
  ].sort((a, b) => a.at - b.at || a.rank - b.rank || a.reading - b.reading);

  let alert = null as NaiveAlert | null;
  let holds = new Set<Severity>();
  const judgeAt = (scene: Scene, late: boolean) => {
    const truths = (asIfRecovered: boolean) =>
      levels.map(({ when, own }) => judge({ ...scene, asIfRecovered, history: own }, when, Number.POSITIVE_INFINITY));
    const [now, recovered] = [truths(false), truths(true)];
    const holding = levels.flatMap(({ severity }, place) => {
      const truth = now[place];
      return truth === true || (truth === null && holds.has(severity))
        ? [{ severity, recovered: recovered[place] }]
        : [];
    });
    holds = new Set(holding.map(({ severity }) => severity));
    const recovers = holding.every((level) => level.recovered === false);
    alert = nextAlert(rule, alert, { holds, recovers, late, at: scene.at });
  };
  for (const { at, rank, reading } of moments) {
    const upTo = rank === 1 ? reading : lastIndexBefore(history, rank === 2 ? at + 1 : at + (rank === 1.5 ? 1 : 0));
    const known = history.readings.slice(0, upTo + 1);
    const answered =
      rank === 1.5 ? answers.slice(0, reading + 1) : answers.filter((one) => one.at < at + (rank === 2 ? 1 : 0));
    const closedAt = Math.max(...closes.filter((close) => close < at || (close === at && rank === 2)));
    const of = {
      known,
      answered,
      at,
      closedAt: closedAt === Number.NEGATIVE_INFINITY ? null : closedAt,
      history,
      asIfRecovered: false,
    };
    const hidden = unseenBy(history, subjects, of.closedAt);
    if (rank === 2) {
      alert = null;
      holds = new Set();
      for (const [place, event] of hidden.entries())
        judgeAt({ ...of, unseen: hidden.slice(0, place + 1) }, delayOf(event) > DAY);
      continue;
    }
    const scene = { ...of, unseen: hidden };
    // What had come in time is not missed at its due time: nothing has happened then.
    const isMet = ({ when, own }: (typeof levels)[number]) => !isAnySilent({ ...scene, history: own }, leavesIn(when));
    if (rank === 0 && levels.every(isMet)) continue;
    const event = rank === 1 ? history.readings[reading] : answers[reading];
    judgeAt(scene, event !== undefined && rank > 0 && delayOf(event) > DAY);
  }
  return alert;
}

interface Judged {
  readonly holds: ReadonlySet<Severity>;
  readonly recovers: boolean;
  readonly late: boolean;
  readonly at: number;
}

function nextAlert(rule: Rule, alert: NaiveAlert | null, { holds, recovers, late, at }: Judged): NaiveAlert | null {
  const present = holds.has('red') ? 'red' : holds.has('yellow') ? 'yellow' : null;
  if (!alert) return present && { ruleId: rule.id, severity: present, present, phase: 'open', openedAt: at, late };
  if (present) {
    const phase = recovers ? 'recovering' : 'open';
    return { ...alert, present, phase, severity: alert.severity === 'red' ? 'red' : present };
  }
  if (alert.phase === 'cleared') return alert;
  return alert.severity === 'yellow' && rule.autoClose && !alert.late ? null : { ...alert, present, phase: 'cleared' };
}

/** What was measured or answered before the close and received after it, hour by hour, the readings of each before its responses. Two weeks back nobody looks. */
function unseenBy(
  { readings, answers = [] }: History,
  subjects: ReadonlySet<string>,
  closedAt: number | null,
): (MeasurementEvent | AnsweredEvent)[] {
  if (closedAt === null) return [];
  const subjectOf = (event: MeasurementEvent | AnsweredEvent) =>
    'metric' in event ? event.metric : event.questionnaire;
  return [...readings, ...answers]
    .filter((event) => subjects.has(subjectOf(event)) && event.at <= closedAt && event.at + delayOf(event) > closedAt)
    .filter(({ at }) => at >= closedAt - 14 * DAY)
    .map((event, place) => ({ event, hour: Math.floor(event.at / HOUR), place }))
    .sort((a, b) => a.hour - b.hour || a.place - b.place)
    .map(({ event }) => event);
}

function delayOf({ at, receivedAt = at }: MeasurementEvent | AnsweredEvent): number {
  return receivedAt - at;
}

function lastIndexBefore(history: History, at: number): number {
  return history.readings.findLastIndex((reading) => reading.at < at);
}
