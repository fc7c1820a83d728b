import { ESCALATION_TASK, lookAtEscalation } from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const AlertSchema = z.object({ alertId: z.uuid() });

/** Looks at an alert that nobody has: takes the step that is due, and sets the next timer. */
const escalation: Task = async (payload, { database, now }) => {
  const { alertId } = AlertSchema.parse(payload);
  await database.transaction((client) => lookAtEscalation(client, { alertId, now }));
};

export const escalationTasks: Readonly<Record<string, Task>> = { [ESCALATION_TASK]: escalation };
