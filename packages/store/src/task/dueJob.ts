import type { Queryable } from '../database.ts';

/** The task that the timers room runs when a person's task may have passed its due time, with `{ taskId }`; it calls `tellOverdue`. */
export const TASK_DUE_TASK = 'task-due';

const keyOf = (taskId: string): string => `${TASK_DUE_TASK}:${taskId}`;

/** Enqueued in the transaction that adds the tasks. */
export async function scheduleTaskDue(
  client: Queryable,
  tasks: readonly { taskId: string; dueAt: number }[],
): Promise<void> {
  await client.query(
    `
      select graphile_worker.add_job($1, payload => json_build_object('taskId', id), run_at => to_timestamp(due_ms / 1000.0), job_key => $1 || ':' || id)
      from unnest($2::uuid[], $3::double precision[]) as given (id, due_ms)
    `,
    [TASK_DUE_TASK, tasks.map(({ taskId }) => taskId), tasks.map(({ dueAt }) => dueAt)],
  );
}

/** Only housekeeping: a timer of a task that is closed does nothing. */
export async function cancelTaskDue(client: Queryable, taskIds: readonly string[]): Promise<void> {
  await client.query('select graphile_worker.remove_job(key) from unnest($1::text[]) as given (key)', [
    taskIds.map(keyOf),
  ]);
}
