import type { Queryable } from '../database.ts';
import { addJobs, removeJobs } from '../job.ts';

/** The task that the timers room runs some time before a handover's deadline, with `{ handoverId }`; it calls `remindOfHandover`. */
export const HANDOVER_REMINDER_TASK = 'handover-reminder';

const keyOf = (handoverId: string): string => `${HANDOVER_REMINDER_TASK}:${handoverId}`;

/** Enqueued in the transaction of the offer. */
export async function scheduleReminder(client: Queryable, { handoverId, at }: { handoverId: string; at: number }) {
  await addJobs(client, [{ task: HANDOVER_REMINDER_TASK, payload: { handoverId }, at, key: keyOf(handoverId) }]);
}

/** Only housekeeping: a reminder of a handover that was answered says nothing. */
export async function cancelReminder(client: Queryable, handoverId: string): Promise<void> {
  await removeJobs(client, [keyOf(handoverId)]);
}
