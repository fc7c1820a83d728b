import type { Queryable } from '../database.ts';
import { addJobs, removeJobs } from '../job.ts';

/** The task that the timers room runs when a scheduled handover reaches its time, with `{ handoverId }`; it calls `takeEffect`. */
export const HANDOVER_EFFECT_TASK = 'handover-effect';

const keyOf = (handoverId: string): string => `${HANDOVER_EFFECT_TASK}:${handoverId}`;

/** Enqueued in the transaction of the acceptance. */
export async function scheduleEffect(client: Queryable, { handoverId, at }: { handoverId: string; at: number }) {
  await addJobs(client, [{ task: HANDOVER_EFFECT_TASK, payload: { handoverId }, at, key: keyOf(handoverId) }]);
}

/** Only housekeeping: a timer that fires for a handover that was called off does nothing. */
export async function cancelEffect(client: Queryable, handoverId: string): Promise<void> {
  await removeJobs(client, [keyOf(handoverId)]);
}
