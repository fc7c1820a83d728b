import type { Queryable } from '../database.ts';

/** The task that the timers room runs for a trial, with `{ trialId }`; it calls `runProtocolTrial`. */
export const PROTOCOL_TRIAL_TASK = 'protocol-trial';

/** A trial that goes wrong so often cannot be done: some minutes, with the pauses of the queue between. */
const ATTEMPTS = 5;

/** Asks for a trial to be carried out. One that is with a worker already is left to it, and another takes the trial up where it is. */
export async function scheduleTrial(client: Queryable, trialId: string): Promise<void> {
  await client.query('select graphile_worker.add_job($1, payload => $2::json, job_key => $3, max_attempts => $4)', [
    PROTOCOL_TRIAL_TASK,
    JSON.stringify({ trialId }),
    `${PROTOCOL_TRIAL_TASK}:${trialId}`,
    ATTEMPTS,
  ]);
}
