import type { Queryable } from '../database.ts';
import { addJobs, removeJobs } from '../job.ts';

/** The task that the timers room runs when a pause begins or ends, with `{ pauseId }`; it calls `turnPause`. */
export const PAUSE_TURN_TASK = 'pause-turn';

const keyOf = (pauseId: string): string => `${PAUSE_TURN_TASK}:${pauseId}`;

/** Enqueued in the transaction of the act. A pause has one timer: first for its beginning, then for its end. */
export async function schedulePauseTurn(client: Queryable, { pauseId, at }: { pauseId: string; at: number }) {
  await addJobs(client, [{ task: PAUSE_TURN_TASK, payload: { pauseId }, at, key: keyOf(pauseId) }]);
}

/** Only housekeeping: a timer of a pause that has ended does nothing. */
export async function cancelPauseTurn(client: Queryable, pauseId: string): Promise<void> {
  await removeJobs(client, [keyOf(pauseId)]);
}
