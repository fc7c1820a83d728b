import type { Queryable } from './database.ts';

/** The task that the timers room runs when time itself may change what triage finds, with `{ episodeId }`. */
export const TRIAGE_TICK_TASK = 'triage-tick';

/** One timer per episode: a new due time takes the place of the one before. `at`: epoch milliseconds. */
export async function scheduleTick(
  client: Queryable,
  { episodeId, at }: { episodeId: string; at: number },
): Promise<void> {
  await client.query(`select graphile_worker.add_job($1, payload => $2::json, run_at => $3, job_key => $4)`, [
    TRIAGE_TICK_TASK,
    JSON.stringify({ episodeId }),
    new Date(at),
    `${TRIAGE_TICK_TASK}:${episodeId}`,
  ]);
}
