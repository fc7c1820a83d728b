import type { Queryable } from '../database.ts';
import { addJobs } from '../job.ts';

/** The task that the timers room runs at the planned return of a temporary handover, with `{ handoverId }`; it calls `offerReturn`. */
export const HANDOVER_RETURN_TASK = 'handover-return';

/** Enqueued in the transaction of the acceptance. */
export async function scheduleReturn(client: Queryable, { handoverId, at }: { handoverId: string; at: number }) {
  await addJobs(client, [
    { task: HANDOVER_RETURN_TASK, payload: { handoverId }, at, key: `${HANDOVER_RETURN_TASK}:${handoverId}` },
  ]);
}
