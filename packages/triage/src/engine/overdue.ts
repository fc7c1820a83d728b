import type { Pause } from '../pause/schema.ts';
import type { Calendar } from '../plan/calendar.ts';
import type { Leaf } from '../protocol/expression.ts';
import type { CompiledLeaf } from './leaf.ts';
import { draftOf, type LeafDraft, type LeafState } from './leafState.ts';

type Overdue = Extract<Leaf, { type: 'overdue' }>;

/**
 * Becomes true when a due time of the plan and its grace have passed, false by a reading, whether that came in time or not. `from` is the start or
 * the latest close, `lastAt` the latest reading, `due` when the next is missed; none where the plan asks for nothing. The three, and nothing of the plan, are
 * what it remembers, so that a plan known later and a plan known from the start come to the same.
 */
export function compileOverdue(leaf: Overdue, calendar: Calendar, pauses: readonly Pause[]): CompiledLeaf {
  const next = (after: number, readAt: number | null) => calendar.next({ readAt, after, pauses });
  const waiting = (from: number, lastAt: number | null): LeafState =>
    draftOf({ mode: 'false', from, due: next(from, lastAt)?.overdueAt, lastAt });
  const wait = (draft: LeafDraft, from: number, lastAt: number | null): void => {
    draft.mode = 'false';
    draft.item = undefined;
    draft.from = from;
    draft.due = next(from, lastAt)?.overdueAt;
    draft.lastAt = lastAt;
  };
  return {
    metrics: [leaf.metric],
    declared: leaf,
    initial: (since) => waiting(since, null),
    isStill: () => false,
    read: (draft, at, _value, _previousAt, since) => wait(draft, draft.from ?? since, Math.max(draft.lastAt ?? at, at)),
    reread: () => {},
    close: (draft, at) => wait(draft, Math.max(at, draft.from ?? at), draft.lastAt ?? null),
    alone: () => null,
    needsReview: () => false,
    carryOver: (state) => (state.mode === 'true' ? state : waiting(state.from ?? 0, state.lastAt ?? null)),
    planned: (draft, since) => {
      const missed = next(draft.from ?? since, draft.lastAt ?? null);
      return missed && { opensAt: missed.opensAt, by: missed.by, version: missed.version };
    },
  };
}
