import type { LocalizedText, MetricCode } from '@samvakt/contract';
import type { Leaf } from '../../protocol/expression.ts';
import type { Planned } from '../alerts/finding.ts';
import { NEVER } from '../metricPlace.ts';
import { EVERYTHING } from '../rules/calm.ts';
import { HOUR, hourOf } from '../tail/chunk.ts';
import type { CompiledLeaf } from './leaf.ts';
import { type LeafDraft, type LeafState, PLAIN_FALSE } from './leafState.ts';

/** When something that is waited for falls due, given the start or the latest close (`after`), and when its metric was last read (`NEVER`: it was not). Infinity: never. */
export interface Deadline {
  /** Null: it is a questionnaire that is waited for. */
  readonly metric: MetricCode | null;
  /** Where no pause comes between, so long after the later of the two; null: it is not as simple as that. */
  readonly length: number | null;
  readonly questionnaire?: { readonly url: string; readonly title: LocalizedText };
  readonly dueAt: (after: number, readAt: number) => number;
  /** The due time of the plan that is being missed. */
  readonly planned?: (after: number, readAt: number) => Planned | null;
}

/**
 * A leaf about what does not come becomes true by time alone, false by a reading. While it waits it remembers nothing of its readings, since the fold knows when each metric
 * was last read: so a reading in time costs it nothing, and a pause or a plan that is known later comes to the same as one known from the start. The instant of becoming
 * true does not depend on when the tick came.
 */
export function compileAbsence(declared: Leaf & { metric: MetricCode }, deadline: Deadline | null): CompiledLeaf {
  return {
    metrics: [declared.metric],
    declared,
    ...(deadline && { deadline }),
    initial: () => PLAIN_FALSE,
    calm: EVERYTHING,
    follows: false,
    read: wait,
    reread: () => {},
    answered: () => {},
    close: (draft, at) => {
      wait(draft);
      draft.from = Math.max(at, draft.from ?? at);
    },
    alone: () => null,
    needsReview: () => false,
    carryOver: (state) => state,
  };
}

export function wait(draft: LeafDraft): void {
  draft.mode = 'false';
  draft.item = undefined;
  draft.due = undefined;
}

export function countsFrom({ from }: LeafState, since: number): number {
  return from ?? since;
}

/** Many patients are read in the same hour, and what falls due after its beginning is asked of the calendar once. At most so many hours are remembered. */
const HOURS_KNOWN = 100;
export type DueByHour = Map<number, number>;

/** No later than it falls due, and cheap to know. `byHour` is this deadline's own. */
export function soonestOf({ length, dueAt }: Deadline, byHour: DueByHour, after: number, readAt: number): number {
  if (length !== null) return Math.max(after, readAt) + length;
  if (readAt < after) return dueAt(after, readAt);
  const hour = hourOf(readAt);
  const known = byHour.get(hour);
  if (known !== undefined) return known;
  if (byHour.size === HOURS_KNOWN) byHour.clear();
  const due = dueAt(hour * HOUR, hour * HOUR);
  byHour.set(hour, due);
  return due;
}

/** `seenAt`: when the metric was last read among the others. */
export function latestOf({ lastAt }: LeafState, seenAt: number): number {
  return lastAt === undefined ? seenAt : Math.max(lastAt, seenAt);
}

/** The time of the leaf has come. */
export function fallDue(
  { metric, questionnaire, planned }: Deadline,
  draft: LeafDraft,
  seenAt: number,
  dueAt: number,
  since: number,
): void {
  const readAt = latestOf(draft, seenAt);
  const missed = planned?.(countsFrom(draft, since), readAt) ?? null;
  const lastAt = readAt === NEVER ? null : readAt;
  draft.mode = 'true';
  draft.due = dueAt;
  if (questionnaire) {
    const { url, title } = questionnaire;
    const item = { type: 'unanswered', questionnaire: url, title, lastAt, since, dueAt } as const;
    draft.item = missed ? { ...item, planned: missed } : item;
  } else if (metric) draft.item = { type: 'missing', metric, lastAt, since, dueAt, ...(missed && { planned: missed }) };
}

/** A reading that is not among the others ends the wait all the same. */
export function noteAt(draft: LeafDraft, at: number): void {
  wait(draft);
  draft.lastAt = at;
}
