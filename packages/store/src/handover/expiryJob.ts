import type { Queryable } from '../database.ts';

/** The task that the timers room runs at a handover's deadline, with `{ handoverId }`; it calls `expireHandover`. */
export const HANDOVER_EXPIRY_TASK = 'handover-expiry';

const keyOf = (handoverId: string): string => `${HANDOVER_EXPIRY_TASK}:${handoverId}`;

/** Enqueued in the transaction of the offer: there is no offer without its timer, and no timer of an offer that rolled back. */
export async function scheduleExpiry(client: Queryable, { handoverId, at }: { handoverId: string; at: number }) {
  await client.query(`select graphile_worker.add_job($1, payload => $2::json, run_at => $3, job_key => $4)`, [
    HANDOVER_EXPIRY_TASK,
    JSON.stringify({ handoverId }),
    new Date(at),
    keyOf(handoverId),
  ]);
}

/** Only housekeeping: a timer that fires for a handover that was decided does nothing. */
export async function cancelExpiry(client: Queryable, handoverId: string): Promise<void> {
  await client.query('select graphile_worker.remove_job($1)', [keyOf(handoverId)]);
}
