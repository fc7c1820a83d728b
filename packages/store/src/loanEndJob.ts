import type { Queryable } from './database.ts';
import { addJobs } from './job.ts';

/** The task that the timers room runs when a loan has ended, with a `LoanEnd`; it calls `applyLoanEnd`. */
export const LOAN_END_TASK = 'loan-end';

/** Which device is with which patient no more. */
export type LoanEnd = { deviceId: string; patientId: string };

/**
 * Enqueued in the transaction of the act that ends the loan, or that says when it will end. `at`: epoch milliseconds. Each end has a timer of its own: the next loan of the
 * same device to the same patient may be agreed on before this one has ended.
 */
export async function scheduleLoanEnd(client: Queryable, { at, ...ended }: LoanEnd & { at: number }): Promise<void> {
  const key = `${LOAN_END_TASK}:${ended.deviceId}:${ended.patientId}:${at}`;
  await addJobs(client, [{ task: LOAN_END_TASK, payload: ended, at, key }]);
}
