import type { LocalizedText } from '@samvakt/contract';
import type { Pause } from '../../pause/schema.ts';
import type { Calendar } from '../../plan/calendar.ts';
import type { Leaf } from '../../protocol/expression.ts';
import { NEVER } from '../metricPlace.ts';
import { compileAbsence, type Deadline } from './deadline.ts';
import type { CompiledLeaf } from './leaf.ts';
import { compileFormAbsence } from './questionnaireLeaf.ts';

type Overdue = Extract<Leaf, { type: 'overdue' }>;

/** Becomes true when a due time of the plan and its grace have passed, false by a reading or a response, whether that came in time or not. */
export function compileOverdue(
  leaf: Overdue,
  calendar: Calendar,
  pauses: readonly Pause[],
  titleOf: (questionnaire: string) => LocalizedText,
): CompiledLeaf {
  const missed = missesOf(calendar, pauses);
  if ('metric' in leaf) return compileAbsence(leaf, missed && { ...missed, metric: leaf.metric });
  const { questionnaire: url } = leaf;
  return compileFormAbsence(leaf, missed && { ...missed, metric: null, questionnaire: { url, title: titleOf(url) } });
}

/** When what the plan asks for is missed; null: it asks for nothing of the kind. */
function missesOf(calendar: Calendar, pauses: readonly Pause[]): Omit<Deadline, 'metric' | 'questionnaire'> | null {
  if (!calendar.asks) return null;
  const next = (after: number, readAt: number) =>
    calendar.next({ readAt: readAt === NEVER ? null : readAt, after, pauses });
  const dueAt = (after: number, readAt: number) => next(after, readAt)?.overdueAt ?? Number.POSITIVE_INFINITY;
  return {
    length: null,
    dueAt,
    planned: (after, readAt) => {
      const missed = next(after, readAt);
      return missed && { opensAt: missed.opensAt, by: missed.by, version: missed.version };
    },
  };
}
