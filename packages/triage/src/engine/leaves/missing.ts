import { deadline } from '../../pause/deadline.ts';
import type { Pause } from '../../pause/schema.ts';
import type { Leaf } from '../../protocol/expression.ts';
import { compileAbsence } from './deadline.ts';
import type { CompiledLeaf } from './leaf.ts';

type Missing = Extract<Leaf, { type: 'missing' }>;

/** Counts from the latest reading, a close, or the start, whichever is last. `pauses` are those that this leaf is of. */
export function compileMissing(leaf: Missing, pauses: readonly Pause[]): CompiledLeaf {
  const length = leaf.every + leaf.grace;
  return compileAbsence(leaf, {
    metric: leaf.metric,
    length,
    dueAt: (after, readAt) => deadline(Math.max(after, readAt), length, pauses),
  });
}
