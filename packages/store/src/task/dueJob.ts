import type { Queryable } from '../database.ts';
import { addJobs, removeJobs } from '../job.ts';

/** The task that the timers room runs when a person's task may have passed its due time, with `{ taskId }`; it calls `tellOverdue`. */
export const TASK_DUE_TASK = 'task-due';

const keyOf = (taskId: string): string => `${TASK_DUE_TASK}:${taskId}`;

/** Enqueued in the transaction that adds the tasks. */
export async function scheduleTaskDue(
  client: Queryable,
  tasks: readonly { taskId: string; dueAt: number }[],
): Promise<void> {
  const jobs = tasks.map(({ taskId, dueAt }) => ({
    task: TASK_DUE_TASK,
    payload: { taskId },
    at: dueAt,
    key: keyOf(taskId),
  }));
  await addJobs(client, jobs);
}

/** Only housekeeping: a timer of a task that is closed does nothing. */
export async function cancelTaskDue(client: Queryable, taskIds: readonly string[]): Promise<void> {
  await removeJobs(client, taskIds.map(keyOf));
}
