import { forgetReplaysShown } from '@samvakt/store';
import type { TaskContext } from './context.ts';

/** What was shown and led to no change is of no use after some days. *Assumption*: a week, for looking into a complaint. */
const KEPT_MS = 7 * 86_400_000;

/** Removes what-ifs that no change names. Gives how many. */
export function oldReplaysShown({ database, now }: TaskContext): Promise<number> {
  return forgetReplaysShown(database.pool, now - KEPT_MS);
}
