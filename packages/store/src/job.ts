import type { Queryable } from './database.ts';

/**
 * A timer: `task` of the timers room runs with `payload` at `at` (epoch milliseconds). There is one for each `key`: another of the same key takes the
 * place of one that has not begun, and follows one that has.
 */
export type Job = { task: string; payload: Readonly<Record<string, unknown>>; at: number; key: string };

/** Enqueued in the transaction of the act that needs them, all by one statement: a function call for each costs ten times as much. */
export async function addJobs(client: Queryable, jobs: readonly Job[]): Promise<void> {
  // In the order of their keys, in which whoever sets the same timers waits for us rather than we for them.
  const last = [...new Map(jobs.map((job) => [job.key, job])).values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  if (last.length === 0) return;
  await client.query({
    name: 'add-jobs',
    text: `
      select count(*) from graphile_worker.add_jobs(array(
        select row(task, payload, null, to_timestamp(at_ms / 1000.0), null, key, null, null)::graphile_worker.job_spec
        from unnest($1::text[], $2::json[], $3::double precision[], $4::text[]) with ordinality as given (task, payload, at_ms, key, place)
        order by place
      ))
    `,
    values: [
      last.map(({ task }) => task),
      last.map(({ payload }) => JSON.stringify(payload)),
      last.map(({ at }) => at),
      last.map(({ key }) => key),
    ],
  });
}

/** Only housekeeping: a timer of something that is no more does nothing when it fires. */
export async function removeJobs(client: Queryable, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await client.query('select graphile_worker.remove_job(key) from unnest($1::text[]) as given (key)', [keys]);
}
