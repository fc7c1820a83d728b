import type { Queryable } from '../database.ts';
import { addJobs, removeJobs } from '../job.ts';

/** The task that the timers room runs when a claim may have reached its end, with `{ alertId }`; it calls `endClaim`. */
export const CLAIM_END_TASK = 'claim-end';

const keyOf = (alertId: string): string => `${CLAIM_END_TASK}:${alertId}`;

/** Enqueued in the transaction of the claim. A later end takes the place of the one before. */
export async function scheduleClaimEnd(client: Queryable, { alertId, at }: { alertId: string; at: number }) {
  await addJobs(client, [{ task: CLAIM_END_TASK, payload: { alertId }, at, key: keyOf(alertId) }]);
}

/** Only housekeeping: a timer of a claim that is gone does nothing. */
export async function cancelClaimEnd(client: Queryable, alertId: string): Promise<void> {
  await removeJobs(client, [keyOf(alertId)]);
}
