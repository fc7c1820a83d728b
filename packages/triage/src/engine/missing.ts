import { deadline } from '../pause/deadline.ts';
import type { Pause } from '../pause/schema.ts';
import { isAbsence, type Leaf } from '../protocol/expression.ts';
import type { CompiledLeaf } from './leaf.ts';
import { draftOf, type LeafDraft, type LeafState } from './leafState.ts';

type Missing = Extract<Leaf, { type: 'missing' }>;

/**
 * Becomes true by time alone, false by a reading. The state says when (`due`), so that the caller knows when to send a tick, and the
 * instant of becoming true does not depend on when the tick came. `pauses` are those that this leaf is of.
 */
export function compileMissing(leaf: Missing, pauses: readonly Pause[]): CompiledLeaf {
  const length = leaf.every + leaf.grace;
  const dueFrom = (from: number) => (pauses.length === 0 ? from + length : deadline(from, length, pauses));
  const waiting = (from: number, lastAt: number | null): LeafState =>
    draftOf({ mode: 'false', from, due: dueFrom(from), lastAt });
  const wait = (draft: LeafDraft, from: number, lastAt: number | null): void => {
    draft.mode = 'false';
    draft.item = undefined;
    draft.from = from;
    draft.due = dueFrom(from);
    draft.lastAt = lastAt;
  };
  return {
    metrics: [leaf.metric],
    declared: leaf,
    initial: (since) => waiting(since, null),
    isStill: () => false,
    read: (draft, at) => wait(draft, at, at),
    reread: () => {},
    close: (draft, at) => wait(draft, Math.max(at, draft.lastAt ?? at), draft.lastAt ?? null),
    alone: () => null,
    needsReview: () => false,
    carryOver: (state) => (state.mode === 'true' ? state : waiting(state.from ?? 0, state.lastAt ?? null)),
  };
}

/** The time of a leaf about what does not come has come. */
export function fallDue({ declared, planned: plannedOf }: CompiledLeaf, draft: LeafDraft, since: number): void {
  if (!isAbsence(declared)) return;
  const { due: dueAt = since, lastAt = null } = draft;
  draft.mode = 'true';
  draft.from ??= since;
  draft.due = dueAt;
  draft.lastAt = lastAt;
  const planned = plannedOf?.(draft, since) ?? null;
  draft.item = { type: 'missing', metric: declared.metric, lastAt, since, dueAt, ...(planned && { planned }) };
}
