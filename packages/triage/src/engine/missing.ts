import { deadline } from '../pause/deadline.ts';
import type { Pause } from '../pause/schema.ts';
import type { Leaf } from '../protocol/expression.ts';
import type { CompiledLeaf } from './leaf.ts';
import type { LeafState } from './leafState.ts';

type Missing = Extract<Leaf, { type: 'missing' }>;

/**
 * Becomes true by time alone, false by a reading. The state says when (`due`), so that the caller knows when to send a tick, and the
 * instant of becoming true does not depend on when the tick came. `pauses` are those that this leaf is of.
 */
export function compileMissing(leaf: Missing, pauses: readonly Pause[]): CompiledLeaf {
  const length = leaf.every + leaf.grace;
  const waiting = (from: number, lastAt: number | null): LeafState => ({
    mode: 'false',
    from,
    due: deadline(from, length, pauses),
    lastAt,
  });
  return {
    metric: leaf.metric,
    declared: leaf,
    initial: (since) => waiting(since, null),
    read: (_state, at) => waiting(at, at),
    reread: (state) => state,
    close: (state, at) => waiting(Math.max(at, state.lastAt ?? at), state.lastAt ?? null),
    alone: () => null,
    carryOver: (state) => (state.mode === 'true' ? state : waiting(state.from ?? 0, state.lastAt ?? null)),
  };
}

/** The state of a `missing` leaf whose time has come. */
export function fallDue(leaf: CompiledLeaf, state: LeafState, since: number): LeafState {
  const { due = since, from = since, lastAt = null } = state;
  return { mode: 'true', from, due, lastAt, item: { type: 'missing', metric: leaf.metric, lastAt, since, dueAt: due } };
}
