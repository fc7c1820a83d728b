import { type Task, TaskKindSchema, TaskSchema } from '@samvakt/contract';
import type { FastifyBaseLogger } from 'fastify';
import { CANNOT_BE_READ, shownOr } from '../unreadable/shown.ts';

/** Tasks as they are shown. One whose words cannot be read is still somebody's to do. */
export function tasksShown(tasks: readonly Task[], log: FastifyBaseLogger): Task[] {
  return tasks.map((task) =>
    shownOr(TaskSchema, {
      make: () => task,
      instead: () => ({ ...task, kind: TaskKindSchema.catch('other').parse(task.kind), text: CANNOT_BE_READ }),
      log,
      about: { taskId: task.id },
    }),
  );
}
