import type { Queryable } from '../database.ts';

/** The task that the timers room runs at the planned return of a temporary handover, with `{ handoverId }`; it calls `offerReturn`. */
export const HANDOVER_RETURN_TASK = 'handover-return';

/** Enqueued in the transaction of the acceptance. */
export async function scheduleReturn(client: Queryable, { handoverId, at }: { handoverId: string; at: number }) {
  await client.query(`select graphile_worker.add_job($1, payload => $2::json, run_at => $3, job_key => $4)`, [
    HANDOVER_RETURN_TASK,
    JSON.stringify({ handoverId }),
    new Date(at),
    `${HANDOVER_RETURN_TASK}:${handoverId}`,
  ]);
}
