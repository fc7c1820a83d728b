import type { LocalizedText, MetricCode } from '@samvakt/contract';
import type { Pause } from '../../pause/schema.ts';
import type { Calendar } from '../../plan/calendar.ts';
import { subjectOfAbsence } from '../../protocol/check.ts';
import type { Comparison, Leaf } from '../../protocol/expression.ts';
import type { EvidenceItem, MeasuredItem } from '../alerts/finding.ts';
import type { AnsweredEvent } from '../event.ts';
import { EVERYTHING, type Range } from '../rules/calm.ts';
import type { TriageState } from '../state.ts';
import type { Deadline } from './deadline.ts';
import { type Crossing, doesCross, latch } from './latch.ts';
import { forget, keepItem, type LeafDraft, type LeafState, UNREAD } from './leafState.ts';
import { compileMissing } from './missing.ts';
import { compileOverdue } from './overdue.ts';
import { compileQuestionnaire, compileUnanswered } from './questionnaireLeaf.ts';
import { compileReference, type Reference } from './reference.ts';
import { compileScore } from './score.ts';
import { mayLack } from './share.ts';
import type { SharedScores } from './sharedScore.ts';
import { endurance, type Run, readingsOf } from './sustained.ts';
import { clearValue, isHigh, isStrict, type Numbers, resolve } from './threshold.ts';

/** As for `read`. `previousAt`: when the metric was read before it by what the person cannot have seen. */
interface Reread {
  readonly at: number;
  readonly value: number;
  readonly previousAt: number;
  readonly since: number;
  readonly metric: number;
}

export interface CompiledLeaf {
  /** What it looks at: one, the parts of a score, or none where it is about a questionnaire. */
  readonly metrics: readonly MetricCode[];
  readonly declared: Leaf;
  /** Of a leaf about what does not come. */
  readonly deadline?: Deadline;
  readonly initial: () => LeafState;
  /** While the leaf is false and gathers no evidence, a value in this range changes nothing of it; null: every reading does. */
  readonly calm: Range | null;
  /** Its window is that of an earlier leaf of its rule: see `sharedScore.ts`. */
  readonly follows: boolean;
  /** One reading more. `previousAt`: when the metric was read before it; `since`: the start of the follow-up; `metric`: its place. */
  readonly read: (
    draft: LeafDraft,
    at: number,
    value: number,
    previousAt: number,
    since: number,
    metric: number,
  ) => void;
  /**
   * A reading that the person who closed the alert cannot have seen, judged after the close. `stood`: the leaf as it stood when that was measured, where a close leaves its window;
   * a window that a close empties begins anew with such readings.
   */
  readonly reread: (draft: LeafDraft, reading: Reread, stood: LeafDraft | null) => void;
  /** Takes a reading into a window that a close leaves, and judges nothing. Left out: a close leaves none. */
  readonly remember?: (draft: LeafDraft, at: number, value: number) => void;
  /** One response more, of the questionnaire that the leaf is about. */
  readonly answered: (draft: LeafDraft, event: AnsweredEvent) => void;
  /** A person has closed the alert: what was seen until then no longer counts as evidence; what is only compared with stays. */
  readonly close: (draft: LeafDraft, at: number) => void;
  /** A state made by a leaf of the same shape under other numbers or pauses, or stored in an earlier format. */
  readonly carryOver: (state: LeafState, format: TriageState['format']) => LeafState;
  /** One reading judged by itself, outside the run of events; null when that cannot be done. */
  readonly alone: (
    state: LeafState,
    at: number,
    value: number,
    metric: number,
  ) => { truth: boolean; item: EvidenceItem } | null;
  /** What cannot be judged alone should have been: somebody is to look at it. `age`: of the follow-up; Infinity where the metric has been read in it. */
  readonly needsReview: (age: number, value: number, metric: number) => boolean;
}

/** What a leaf is compiled with, besides itself: the numbers in force, the pauses that it is of, the patient's plan, and what questionnaires are called. */
export interface LeafSetting {
  readonly numbers: Numbers;
  readonly pauses: readonly Pause[];
  readonly calendar: (subject: string) => Calendar;
  readonly titleOf: (questionnaire: string) => LocalizedText;
  /** Of the rule's leaves so far. */
  readonly scores: SharedScores;
}

export function compileLeaf(leaf: Leaf, { numbers, pauses, calendar, titleOf, scores }: LeafSetting): CompiledLeaf {
  switch (leaf.type) {
    case 'missing':
      return compileMissing(leaf, pauses);
    case 'overdue':
      return compileOverdue(leaf, calendar(subjectOfAbsence(leaf)), pauses, titleOf);
    case 'questionnaire':
      return compileQuestionnaire(leaf);
    case 'unanswered':
      return compileUnanswered(leaf, pauses, titleOf(leaf.questionnaire));
    case 'score':
      return compileScore(leaf, numbers, scores);
    default:
      return compileComparison(leaf, numbers);
  }
}

type Item = MeasuredItem;
type Describe = (readings: Pick<Item, 'readings' | 'count'>, compared: number) => Item;

function compileComparison(leaf: Comparison, numbers: Numbers): CompiledLeaf {
  const threshold = resolve(leaf.set, numbers);
  const { type, metric, test } = leaf;
  const sign = isHigh(test) ? 1 : -1;
  const crossing: Crossing = {
    sign,
    strict: isStrict(test),
    set: sign * threshold.value,
    clear: sign * clearValue(leaf, threshold.value, numbers),
    setFor: endurance(leaf.sustained),
    clearFor: endurance(leaf.recovery),
  };
  const describe: Describe = (readings, compared) => ({ type, metric, test, threshold, ...readings, compared });
  return leaf.type === 'value'
    ? compileValue(leaf, crossing, describe)
    : compileCompared(leaf, compileReference(leaf), crossing, describe);
}

const one = (at: number, value: number) => ({ readings: [{ at, value }], count: 1 });

function compileValue(leaf: Comparison, crossing: Crossing, describe: Describe): CompiledLeaf {
  const read = (draft: LeafDraft, at: number, value: number, previousAt: number) => {
    const completed = latch(crossing, draft, at - previousAt, at, value, value);
    keepItem(draft, completed && describe(readingsOf(crossing.setFor, completed), value));
  };
  return {
    metrics: [leaf.metric],
    declared: leaf,
    initial: () => UNREAD,
    calm: isHigh(leaf.test) ? { ...EVERYTHING, below: crossing.set } : { ...EVERYTHING, above: -crossing.set },
    follows: false,
    read,
    reread: (draft, { at, value, previousAt }) => read(draft, at, value, previousAt),
    answered: () => {},
    close: forget,
    carryOver: (state) => state,
    alone: (_state, at, value) => ({
      truth: doesCross(crossing, value),
      item: describe(one(at, value), value),
    }),
    needsReview: () => true,
  };
}

function compileCompared(
  leaf: Exclude<Comparison, { type: 'value' }>,
  reference: Reference,
  crossing: Crossing,
  describe: Describe,
): CompiledLeaf {
  const itemOf = (readings: Pick<Item, 'readings' | 'count'>, compared: number): Item => ({
    ...describe(readings, compared),
    ...reference.evidence(),
  });
  const judge = (
    draft: LeafDraft,
    at: number,
    value: number,
    compared: number,
    previousAt: number,
    since: number,
  ): void => {
    const gap = at - previousAt;
    if (Number.isNaN(compared)) {
      lack(crossing, draft, gap, at - (draft.from ?? since) >= leaf.over && !mayLack(leaf));
      return;
    }
    draft.lacking = undefined;
    const completed: Run | null = latch(crossing, draft, gap, at, value, compared);
    keepItem(draft, completed && itemOf(readingsOf(crossing.setFor, completed), compared));
  };
  return {
    metrics: [leaf.metric],
    declared: leaf,
    initial: () => UNREAD,
    calm: null,
    follows: false,
    read: (draft, at, value, previousAt, since) =>
      judge(draft, at, value, reference.compare(draft, at, value), previousAt, since),
    reread: (draft, { at, value, previousAt, since }, stood) =>
      judge(draft, at, value, reference.compare(stood ?? draft, at, value), previousAt, since),
    ...(leaf.type === 'change' && { remember: reference.compare }),
    answered: () => {},
    close: (draft, at) => {
      forget(draft);
      if (leaf.type === 'change') return;
      // Its window begins anew, and needs its time before anybody is asked why there is too little in it.
      draft.from = at;
      draft.recent = undefined;
      draft.parts = undefined;
      draft.window = undefined;
    },
    carryOver: (state, format) =>
      format === 1 && state.window ? { ...state, window: undefined, ...reference.fromFormatOne(state.window) } : state,
    alone: (state, at, value) => {
      const compared = reference.alone(state, at, value);
      if (Number.isNaN(compared)) return null;
      const truth = doesCross(crossing, compared);
      // What came after it has been judged without it.
      if (!truth && reference.unsettles?.(value)) return null;
      return { truth, item: itemOf(one(at, value), compared) };
    },
    needsReview: (age) => age >= leaf.over && !mayLack(leaf),
  };
}

/** The reading has nothing to be compared with. It says nothing itself, but what lies further back than the gap must not be joined to what comes after it. */
function lack(crossing: Crossing, draft: LeafDraft, gap: number, due: boolean): void {
  const recovers = draft.mode === 'recovering';
  const { maxGap } = recovers ? crossing.clearFor : crossing.setFor;
  if (gap > maxGap) draft.run = undefined;
  if (recovers && !draft.run) draft.mode = 'true';
  draft.lacking = due ? true : undefined;
}
