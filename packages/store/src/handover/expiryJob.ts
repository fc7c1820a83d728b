import type { Queryable } from '../database.ts';
import { addJobs, removeJobs } from '../job.ts';

/** The task that the timers room runs at a handover's deadline, with `{ handoverId }`; it calls `expireHandover`. */
export const HANDOVER_EXPIRY_TASK = 'handover-expiry';

const keyOf = (handoverId: string): string => `${HANDOVER_EXPIRY_TASK}:${handoverId}`;

/** Enqueued in the transaction of the offer: there is no offer without its timer, and no timer of an offer that rolled back. */
export async function scheduleExpiry(client: Queryable, { handoverId, at }: { handoverId: string; at: number }) {
  await addJobs(client, [{ task: HANDOVER_EXPIRY_TASK, payload: { handoverId }, at, key: keyOf(handoverId) }]);
}

/** Only housekeeping: a timer that fires for a handover that was decided does nothing. */
export async function cancelExpiry(client: Queryable, handoverId: string): Promise<void> {
  await removeJobs(client, [keyOf(handoverId)]);
}
