import { TASK_DUE_TASK, tellOverdue } from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const DueSchema = z.object({ taskId: z.uuid() });

/** Tells the feed that a person's task has passed its due time; it stays whose it is. */
export const taskDue: Task = async (payload, { database, now }) => {
  const { taskId } = DueSchema.parse(payload);
  await database.transaction((client) => tellOverdue(client, { taskId, now }));
};

export const dueTasks: Readonly<Record<string, Task>> = { [TASK_DUE_TASK]: taskDue };
