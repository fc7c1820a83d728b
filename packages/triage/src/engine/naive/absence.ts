import type { Pause } from '../../pause/schema.ts';
import type { Expression, Leaf } from '../../protocol/expression.ts';
import type { Rule, Severity } from '../../protocol/schema.ts';
import type { AnsweredEvent, MeasurementEvent } from '../event.ts';
import { type History, leavesIn, type Scene, subjectsOf } from './history.ts';
import { plannedTimes } from './plan.ts';

// What does not come: so long after the latest, or by the plan.

export function dueInstants(history: History, leaves: readonly Leaf[], closes: readonly number[]): number[] {
  return leaves.flatMap((leaf) => {
    if (leaf.type === 'overdue') {
      const times = plannedTimes(
        history,
        subjectsOf(leaf)[0] ?? '',
        silentWith(leaf, history.when).flatMap(subjectsOf),
      ).map(({ overdueAt }) => overdueAt);
      return times.filter((due) => due <= history.now);
    }
    if (leaf.type !== 'missing' && leaf.type !== 'unanswered') return [];
    const own = instantsOf(leaf, history.readings, history.answers ?? []);
    const starts = [history.since, ...own, ...closes];
    return starts.map((from) => dueAt(history, leaf, from)).filter((due) => due <= history.now);
  });
}

type Waited = Extract<Leaf, { type: 'missing' | 'unanswered' }>;

function instantsOf(leaf: Leaf, readings: readonly MeasurementEvent[], answers: readonly AnsweredEvent[]): number[] {
  const [subject] = subjectsOf(leaf);
  return [
    ...readings.flatMap(({ metric, at }) => (metric === subject ? [at] : [])),
    ...answers.flatMap(({ questionnaire, at }) => (questionnaire === subject ? [at] : [])),
  ];
}

export function isMissing(scene: Scene, leaf: Waited): boolean {
  const { history, at, closedAt } = scene;
  return at >= dueAt(history, leaf, Math.max(history.since, latestOf(scene, leaf), closedAt ?? history.since));
}

export function isAnySilent(scene: Scene, leaves: readonly Leaf[]): boolean {
  return leaves.some((leaf) => {
    if (leaf.type === 'overdue') return isOverdue(scene, leaf);
    return (leaf.type === 'missing' || leaf.type === 'unanswered') && isMissing(scene, leaf);
  });
}

/** A due time that fell after the start and the last close, and that no reading or response since its wait began has answered. */
export function isOverdue(scene: Scene, leaf: Leaf): boolean {
  const { history, at, closedAt } = scene;
  const cameAt = latestOf(scene, leaf);
  return plannedTimes(history, subjectsOf(leaf)[0] ?? '', silentWith(leaf, history.when).flatMap(subjectsOf)).some(
    ({ opensAt, by, overdueAt }) => overdueAt <= at && by > (closedAt ?? history.since) && cameAt < opensAt,
  );
}

function latestOf({ known, answered }: Scene, leaf: Leaf): number {
  const [subject] = subjectsOf(leaf);
  const read = known.findLast(({ metric }) => metric === subject);
  const response = answered.findLast(({ questionnaire }) => questionnaire === subject);
  return Math.max(read?.at ?? Number.NEGATIVE_INFINITY, response?.at ?? Number.NEGATIVE_INFINITY);
}

/** Red is put off only by a pause that names it. */
export function pausesOf({ pauses = [] }: History, { id }: Rule, severity: Severity): Pause[] {
  return pauses.filter(
    ({ scope, includesRed }) =>
      (includesRed || severity !== 'red') && (scope.type !== 'rules' || scope.rules.includes(id)),
  );
}

/** What a level wants to be silent at the same time as this: the other parts of its `all`, where that asks for nothing but silence. */
function silentWith(leaf: Leaf, when: Expression | undefined): Leaf[] {
  const own = when ? partsAround(leaf, when) : null;
  const isOfSilence = own?.every((part) => ['missing', 'overdue', 'unanswered'].includes(part.type)) === true;
  return isOfSilence ? own.flatMap(leavesIn) : [leaf];
}

/** The parts of the `all` in which the leaf stands; null where it stands in none. */
function partsAround(leaf: Leaf, expression: Expression): Expression[] | null {
  if (expression.type === 'not') return partsAround(leaf, expression.of);
  if (!('of' in expression)) return null;
  if (expression.type === 'all' && expression.of.some((part) => part === leaf)) return expression.of;
  for (const part of expression.of) {
    const found = partsAround(leaf, part);
    if (found) return found;
  }
  return null;
}

/** Whatever pause comes before it is due, it is due a whole length after that pause; until no pause comes before it. */
function dueAt({ pauses = [], when }: History, leaf: Waited, from: number): number {
  const length = leaf.every + leaf.grace;
  const silent = silentWith(leaf, when).flatMap(subjectsOf);
  const own = pauses.filter(
    ({ scope }) => scope.type !== 'metrics' || silent.every((one) => scope.metrics.some((metric) => metric === one)),
  );
  let due = from + length;
  for (;;) {
    const next = own.find(
      (pause) => pause.from < pause.until && pause.from < due && pause.until > from && pause.until + length > due,
    );
    if (!next) return due;
    due = next.until + length;
  }
}
