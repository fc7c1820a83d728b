import { ESCALATION_TASK, lookAtEscalation } from '@samvakt/store';
import { z } from 'zod';
import type { Task, TaskContext } from './context.ts';

const AlertSchema = z.object({ alertId: z.uuid() });

/** Looks at an alert that nobody has: takes the step that is due, and sets the next timer. */
const escalation: Task = async (payload, { database, now, log }) => {
  const { alertId } = AlertSchema.parse(payload);
  await database.transaction((client) => lookAtEscalation(client, { alertId, now, onFault: faultsOf(alertId, log) }));
};

/** What cannot be read keeps no alert from being told, and is no secret either. */
export const faultsOf =
  (alertId: string, log: TaskContext['log']) =>
  (err: Error): void =>
    log.error({ err, alertId }, 'an alert is told without what cannot be read');

export const escalationTasks: Readonly<Record<string, Task>> = { [ESCALATION_TASK]: escalation };
