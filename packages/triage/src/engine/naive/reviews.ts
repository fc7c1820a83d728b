import type { MeasurementEvent } from '../event.ts';
import { DAY, type History, leavesOf, type NaiveAlert, subjectsOf } from './history.ts';
import { saidOfRule } from './lacking.ts';
import { saidOfForm } from './responses.ts';
import { asked, type Said } from './said.ts';

/** What could not be judged, and stands open until a person closes it. The history is in order; `sent` are all its readings, also what is no number. */
export function reviewsIn(history: History, sent: readonly MeasurementEvent[]): NaiveAlert[] {
  const { protocol, refused = [], answers = [] } = history;
  const metrics = new Set(history.readings.map(({ metric }) => metric));
  const forms = new Set(answers.map(({ questionnaire }) => questionnaire));
  const nothing = sent.filter(({ value }) => !Number.isFinite(value)).sort((a, b) => a.at - b.at);
  const received = refused.toSorted((a, b) => (a.receivedAt ?? a.at) - (b.receivedAt ?? b.at));
  return [
    ...protocol.rules.map((rule) => standing(history, `review:${rule.id}`, saidOfRule(history, rule))),
    ...[...metrics].map((metric) => {
      const said = readingsOfNoRule(history, metric).map(({ at }) => asked(at, 7 * DAY));
      return standing(history, `review:metric:${metric}`, said);
    }),
    ...[...new Set(nothing.map(({ metric }) => metric))].map((metric) => {
      const said = nothing.filter((one) => one.metric === metric).map(({ at }) => asked(at, 0));
      return standing(history, `review:metric:${metric}`, said);
    }),
    ...[...forms].map((form) => standing(history, `review:questionnaire:${form}`, saidOfForm(history, form))),
    ...[...new Set(refused.map(({ metric }) => metric))].map((metric) => {
      const own = received.filter((one) => one.metric === metric);
      const said = own.map(({ at, code }) => asked(at, code === 'store-refused' ? 0 : DAY));
      return standing(history, metric === null ? 'review:refused' : `review:refused:${metric}`, said, 'always');
    }),
  ].filter((review) => review !== null);
}

/**
 * The review that stands after all that was said. A close is of one that stood; of what was refused nothing is known but when somebody closed it, so
 * that each close counts.
 */
function standing(
  { closes }: History,
  ruleId: string,
  said: readonly Said[],
  closeCounts: 'where one stood' | 'always' = 'where one stood',
): NaiveAlert | null {
  const own = closes.filter((close) => close.ruleId === ruleId).map(({ at }) => at);
  let closedAt = Number.NEGATIVE_INFINITY;
  for (const at of own.sort((a, b) => a - b)) {
    const before = said.filter((one) => one.at <= at);
    if (closeCounts === 'always' || openingOf(before, closedAt)) closedAt = at;
  }
  const opening = openingOf(said, closedAt);
  if (!opening) return null;
  const asks = said.at(-1)?.asks === true;
  const [present, phase] = asks ? (['yellow', 'open'] as const) : ([null, 'cleared'] as const);
  return { ruleId, severity: 'yellow', present, phase, openedAt: opening.at, late: false };
}

/** The first time that it was asked for after a close and not kept away by it. */
function openingOf(said: readonly Said[], closedAt: number): Said | null {
  const since = said.filter(({ at }) => at > closedAt);
  const opening = since.find(({ at, asks, again }, index) => {
    const couldJudge = since.slice(0, index).some((earlier) => !earlier.asks);
    return asks && (at - closedAt >= again || couldJudge);
  });
  return opening ?? null;
}

function readingsOfNoRule({ protocol, readings }: History, metric: string): MeasurementEvent[] {
  const isJudged = protocol.rules.some((rule) => leavesOf(rule).flatMap(subjectsOf).includes(metric));
  if (isJudged || protocol.observes.some((one) => one === metric)) return [];
  return readings.filter((reading) => reading.metric === metric);
}
