import { CLAIM_END_TASK, endClaim } from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const ClaimSchema = z.object({ alertId: z.uuid() });

/** Gives an alert back to the team when its claim was not acted upon. */
const claimEnd: Task = async (payload, { database, now }) => {
  const { alertId } = ClaimSchema.parse(payload);
  await database.transaction((client) => endClaim(client, { alertId, now }));
};

export const alertTasks: Readonly<Record<string, Task>> = { [CLAIM_END_TASK]: claimEnd };
