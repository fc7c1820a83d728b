import type { Queryable } from '../database.ts';

/** The task that the timers room runs when a scheduled handover reaches its time, with `{ handoverId }`; it calls `takeEffect`. */
export const HANDOVER_EFFECT_TASK = 'handover-effect';

const keyOf = (handoverId: string): string => `${HANDOVER_EFFECT_TASK}:${handoverId}`;

/** Enqueued in the transaction of the acceptance. */
export async function scheduleEffect(client: Queryable, { handoverId, at }: { handoverId: string; at: number }) {
  await client.query(`select graphile_worker.add_job($1, payload => $2::json, run_at => $3, job_key => $4)`, [
    HANDOVER_EFFECT_TASK,
    JSON.stringify({ handoverId }),
    new Date(at),
    keyOf(handoverId),
  ]);
}

/** Only housekeeping: a timer that fires for a handover that was called off does nothing. */
export async function cancelEffect(client: Queryable, handoverId: string): Promise<void> {
  await client.query('select graphile_worker.remove_job($1)', [keyOf(handoverId)]);
}
