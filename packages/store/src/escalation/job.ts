import type { Queryable } from '../database.ts';
import { addJobs, removeJobs } from '../job.ts';

/** The task that the timers room runs when an alert's escalation is to be looked at, with `{ alertId }`; it calls `lookAtEscalation`. */
export const ESCALATION_TASK = 'escalation';

const keyOf = (alertId: string): string => `${ESCALATION_TASK}:${alertId}`;

/** Enqueued in the transaction that sets `due_at`. Another time takes the place of the one before. `at`: epoch milliseconds. */
export async function scheduleLook(client: Queryable, { alertIds, at }: { alertIds: readonly string[]; at: number }) {
  const jobs = alertIds.map((alertId) => ({ task: ESCALATION_TASK, payload: { alertId }, at, key: keyOf(alertId) }));
  await addJobs(client, jobs);
}

/** Only housekeeping: a timer of an alert that somebody has does nothing. */
export async function cancelLook(client: Queryable, alertId: string): Promise<void> {
  await removeJobs(client, [keyOf(alertId)]);
}
