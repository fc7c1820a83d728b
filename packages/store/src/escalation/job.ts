import type { Queryable } from '../database.ts';

/** The task that the timers room runs when an alert's escalation is to be looked at, with `{ alertId }`; it calls `lookAtEscalation`. */
export const ESCALATION_TASK = 'escalation';

/** Enqueued in the transaction that sets `due_at`. Another time takes the place of the one before. `at`: epoch milliseconds. */
export async function scheduleLook(client: Queryable, { alertIds, at }: { alertIds: readonly string[]; at: number }) {
  await client.query(
    `
      select graphile_worker.add_job($1, payload => json_build_object('alertId', id), run_at => $3, job_key => $1 || ':' || id)
      from unnest($2::uuid[]) as given (id)
    `,
    [ESCALATION_TASK, alertIds, new Date(at)],
  );
}

/** Only housekeeping: a timer of an alert that somebody has does nothing. */
export async function cancelLook(client: Queryable, alertId: string): Promise<void> {
  await client.query('select graphile_worker.remove_job($1)', [`${ESCALATION_TASK}:${alertId}`]);
}
