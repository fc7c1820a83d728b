import type { Queryable } from '../database.ts';

/** The task that the timers room runs some time before a handover's deadline, with `{ handoverId }`; it calls `remindOfHandover`. */
export const HANDOVER_REMINDER_TASK = 'handover-reminder';

const keyOf = (handoverId: string): string => `${HANDOVER_REMINDER_TASK}:${handoverId}`;

/** Enqueued in the transaction of the offer. */
export async function scheduleReminder(client: Queryable, { handoverId, at }: { handoverId: string; at: number }) {
  await client.query(`select graphile_worker.add_job($1, payload => $2::json, run_at => $3, job_key => $4)`, [
    HANDOVER_REMINDER_TASK,
    JSON.stringify({ handoverId }),
    new Date(at),
    keyOf(handoverId),
  ]);
}

/** Only housekeeping: a reminder of a handover that was answered says nothing. */
export async function cancelReminder(client: Queryable, handoverId: string): Promise<void> {
  await client.query('select graphile_worker.remove_job($1)', [keyOf(handoverId)]);
}
