import type { Leaf, ScoreLeaf } from '../../protocol/expression.ts';
import type { Rule } from '../../protocol/schema.ts';
import type { MeasurementEvent } from '../event.ts';
import { comparedValue } from './compared.ts';
import { DAY, type History, isBroken, leavesOf, metricsOf, subjectsOf, withoutThrown } from './history.ts';
import { asked, type Said } from './said.ts';

/** What a rule cannot judge, reading by reading. */
export function saidOfRule(history: History, rule: Rule): Said[] {
  const leaves = leavesOf(rule);
  const subjects = leaves.flatMap(subjectsOf);
  const readings = history.readings.filter(({ metric }) => subjects.includes(metric));
  if (isBroken(history.protocol, rule)) {
    const answers = (history.answers ?? []).filter(({ questionnaire }) => subjects.includes(questionnaire));
    const said = [...readings.map(({ at }) => asked(at, DAY)), ...answers.map(({ at }) => asked(at, 0))];
    return said.sort((a, b) => a.at - b.at);
  }
  const judged = withoutThrown({ ...history, readings }, rule).readings;
  const thrown = new Set(readings).difference(new Set(judged));
  const lacking = leaves.map((leaf) => new Set(lackedBy(history, rule, leaf, judged)));
  if (thrown.size === 0 && lacking.every(({ size }) => size === 0)) return [];
  return readings.flatMap((reading, index): Said[] => {
    const { at, metric } = reading;
    if (thrown.has(reading)) return [asked(at, DAY)];
    const lacks = leaves.filter((leaf, place) => {
      const own = readings
        .slice(0, index + 1)
        .filter((one) => metricsOf(leaf).includes(one.metric) && !thrown.has(one));
      return own.slice(-1).some((latest) => lacking[place]?.has(latest));
    });
    if (lacks.some((leaf) => metricsOf(leaf).includes(metric))) return [asked(at, DAY)];
    return lacks.length > 0 ? [] : [{ at, asks: false, again: 0 }];
  });
}

/** The readings that should have been judged by the leaf and could not be. */
function lackedBy(
  history: History,
  rule: Rule,
  leaf: Leaf,
  judged: readonly MeasurementEvent[],
): readonly MeasurementEvent[] {
  const own = judged.filter(({ metric }) => metricsOf(leaf).includes(metric));
  if (leaf.type === 'score') return lackedByScore(history, rule, leaf, own);
  const isSilent = 'whenTooFew' in leaf && leaf.whenTooFew === 'silent';
  if (!('test' in leaf) || leaf.type === 'value' || isSilent) return [];
  return own.filter(({ at }, index) => {
    const closedAt = closedBefore(history, rule, at);
    const begins = leaf.type === 'change' ? history.since : Math.max(history.since, closedAt);
    if (at - begins < leaf.over) return false;
    const fresh = own.slice(0, index + 1).filter((reading) => reading.at > closedAt);
    return comparedValue(leaf, own, index, fresh) === null;
  });
}

/** From when every part has come again since the last total and a person's close, until there is a total. */
function lackedByScore(
  history: History,
  rule: Rule,
  leaf: ScoreLeaf,
  own: readonly MeasurementEvent[],
): readonly MeasurementEvent[] {
  const parts = metricsOf(leaf);
  const haveAllCome = (until: number, after: (at: number) => boolean) =>
    parts.every((part) => own.some(({ metric, at }, index) => index <= until && metric === part && after(at)));
  const isTotal = own.map(({ at }, index) => {
    const closedAt = closedBefore(history, rule, at);
    return haveAllCome(index, (came) => came > closedAt && at - came <= leaf.within);
  });
  const begins = own.map(({ at }, index) => {
    const totalAt = own.findLast((_, place) => place <= index && isTotal[place])?.at ?? Number.NEGATIVE_INFINITY;
    const from = Math.max(totalAt, closedBefore(history, rule, at));
    return haveAllCome(index, (came) => came > from);
  });
  return own.filter((_, index) => {
    const lastTotal = isTotal.slice(0, index + 1).lastIndexOf(true);
    return begins.some((isBegun, place) => isBegun && place > lastTotal && place <= index);
  });
}

function closedBefore({ closes }: History, { id }: Rule, at: number): number {
  const own = closes.filter((close) => close.ruleId === id && close.at < at);
  return Math.max(Number.NEGATIVE_INFINITY, ...own.map((close) => close.at));
}
