import { judgeRule } from './alerts.ts';
import { type History, inOrder, type NaiveAlert } from './history.ts';
import { reviewsIn } from './reviews.ts';

/**
 * The semantics of docs/triage.md once more, written to be read and not to be fast: for every instant it looks at all readings anew. It keeps
 * no windows and no runs, knows nothing of batches, lateness or restarts, and shares no code with the engine. Only tests use it.
 */

export type { History, NaiveAlert } from './history.ts';

/** All that stands open in the end, alerts of rules and reviews, by id. */
export function naiveAlerts(given: History): NaiveAlert[] {
  const history = inOrder(given);
  const alerts = history.protocol.rules.flatMap((rule) => judgeRule(history, rule) ?? []);
  return [...alerts, ...reviewsIn(history, given.readings)].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
}
