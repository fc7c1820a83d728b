import type { Rule, Severity } from '../../protocol/schema.ts';
import { dueInstants, isAnySilent, pausesOf } from './absence.ts';
import { judge } from './expression.ts';
import { type History, isBroken, leavesIn, type NaiveAlert, subjectsOf, withoutThrown } from './history.ts';

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

  let alert: NaiveAlert | null = null;
  let holds = new Set<Severity>();
  for (const { at, rank, reading } of moments) {
    if (rank === 2) {
      alert = null;
      holds = new Set();
      continue;
    }
    const upTo = rank === 1 ? reading : lastIndexBefore(history, rank === 1.5 ? at + 1 : at);
    const known = history.readings.slice(0, upTo + 1);
    const answered = rank === 1.5 ? answers.slice(0, reading + 1) : answers.filter((one) => one.at < at);
    const closedAt =
      closes.filter((close) => close < at || (close === at && rank === 2)).sort((a, b) => b - a)[0] ?? null;
    const scene = { known, answered, at, closedAt };
    // What had come in time is not missed at its due time: nothing has happened then.
    if (rank === 0 && !levels.some(({ when, own }) => isAnySilent({ ...scene, history: own }, leavesIn(when))))
      continue;
    const before = holds;
    holds = new Set(
      levels.flatMap(({ severity, when, own }) => {
        const truth = judge({ ...scene, history: own }, when, Number.POSITIVE_INFINITY);
        return truth === true || (truth === null && before.has(severity)) ? [severity] : [];
      }),
    );
    const present = holds.has('red') ? 'red' : holds.has('yellow') ? 'yellow' : null;
    alert = nextAlert(rule, alert, present, at);
  }
  return alert;
}

function nextAlert(rule: Rule, alert: NaiveAlert | null, present: Severity | null, at: number): NaiveAlert | null {
  if (!alert) return present && { ruleId: rule.id, severity: present, present, openedAt: at };
  if (present) return { ...alert, present, severity: alert.severity === 'red' ? 'red' : present };
  return alert.severity === 'yellow' && rule.autoClose ? null : { ...alert, present };
}

function lastIndexBefore(history: History, at: number): number {
  return history.readings.findLastIndex((reading) => reading.at < at);
}
