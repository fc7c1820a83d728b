import type { Queryable } from '../database.ts';

/** The task that the timers room runs when a pause begins or ends, with `{ pauseId }`; it calls `turnPause`. */
export const PAUSE_TURN_TASK = 'pause-turn';

const keyOf = (pauseId: string): string => `${PAUSE_TURN_TASK}:${pauseId}`;

/** Enqueued in the transaction of the act. A pause has one timer: first for its beginning, then for its end. */
export async function schedulePauseTurn(client: Queryable, { pauseId, at }: { pauseId: string; at: number }) {
  await client.query(`select graphile_worker.add_job($1, payload => $2::json, run_at => $3, job_key => $4)`, [
    PAUSE_TURN_TASK,
    JSON.stringify({ pauseId }),
    new Date(at),
    keyOf(pauseId),
  ]);
}

/** Only housekeeping: a timer of a pause that has ended does nothing. */
export async function cancelPauseTurn(client: Queryable, pauseId: string): Promise<void> {
  await client.query('select graphile_worker.remove_job($1)', [keyOf(pauseId)]);
}
