import type { Pause } from '../pause/schema.ts';
import type { Calendar } from '../plan/calendar.ts';
import type { Leaf } from '../protocol/expression.ts';
import { compileAbsence } from './deadline.ts';
import type { CompiledLeaf } from './leaf.ts';
import { NEVER } from './metricPlace.ts';

type Overdue = Extract<Leaf, { type: 'overdue' }>;

/** Becomes true when a due time of the plan and its grace have passed, false by a reading, whether that came in time or not. */
export function compileOverdue(leaf: Overdue, calendar: Calendar, pauses: readonly Pause[]): CompiledLeaf {
  if (!calendar.asks) return compileAbsence(leaf, null);
  const next = (after: number, readAt: number) =>
    calendar.next({ readAt: readAt === NEVER ? null : readAt, after, pauses });
  const dueAt = (after: number, readAt: number) => next(after, readAt)?.overdueAt ?? Number.POSITIVE_INFINITY;
  return compileAbsence(leaf, {
    metric: leaf.metric,
    length: null,
    dueAt,
    planned: (after, readAt) => {
      const missed = next(after, readAt);
      return missed && { opensAt: missed.opensAt, by: missed.by, version: missed.version };
    },
  });
}
