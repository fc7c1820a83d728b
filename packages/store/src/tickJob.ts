import type { Queryable } from './database.ts';
import { addJobs } from './job.ts';

/** The task that the timers room runs when time itself may change what triage finds, with `{ episodeId }`. */
export const TRIAGE_TICK_TASK = 'triage-tick';

/** One timer per episode: a new due time takes the place of the one before. `at`: epoch milliseconds. */
export async function scheduleTicks(
  client: Queryable,
  ticks: readonly { episodeId: string; at: number }[],
): Promise<void> {
  const jobs = ticks.map(({ episodeId, at }) => ({
    task: TRIAGE_TICK_TASK,
    payload: { episodeId },
    at,
    key: `${TRIAGE_TICK_TASK}:${episodeId}`,
  }));
  await addJobs(client, jobs);
}
