import { endTaskSight, TASK_DUE_TASK, TASK_SIGHT_TASK, tellOverdue } from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const DueSchema = z.object({ taskId: z.uuid() });

/** Tells the feed that a person's task has passed its due time; it stays whose it is. */
export const taskDue: Task = async (payload, { database, now }) => {
  const { taskId } = DueSchema.parse(payload);
  await database.transaction((client) => tellOverdue(client, { taskId, now }));
};

const SightSchema = z.object({ episodeId: z.uuid() });

/** Gives the open tasks of a team that sees the follow-up no more to the accountable one. */
const taskSightEnd: Task = async (payload, { database, now }) => {
  const { episodeId } = SightSchema.parse(payload);
  await database.transaction((client) => endTaskSight(client, { episodeId, now }));
};

export const dueTasks: Readonly<Record<string, Task>> = {
  [TASK_DUE_TASK]: taskDue,
  [TASK_SIGHT_TASK]: taskSightEnd,
};
