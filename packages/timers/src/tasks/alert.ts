import { CLAIM_END_TASK, CLAIM_REMINDER_TASK, endClaim, remindOfClaim } from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const AlertSchema = z.object({ alertId: z.uuid() });

/** Gives an alert back to the team when its claim was not acted upon. */
const claimEnd: Task = async (payload, { database, now }) => {
  const { alertId } = AlertSchema.parse(payload);
  await database.transaction((client) => endClaim(client, { alertId, now }));
};

/** Reminds the holder of a claim that it ends soon. */
const claimReminder: Task = async (payload, { database, now }) => {
  const { alertId } = AlertSchema.parse(payload);
  await database.transaction((client) => remindOfClaim(client, { alertId, now }));
};

export const alertTasks: Readonly<Record<string, Task>> = {
  [CLAIM_END_TASK]: claimEnd,
  [CLAIM_REMINDER_TASK]: claimReminder,
};
