import { expireHandover, HANDOVER_EXPIRY_TASK, HANDOVER_RETURN_TASK, offerReturn } from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const HandoverSchema = z.object({ handoverId: z.uuid() });

/** Ends a handover that nobody decided before its deadline; the sender is still accountable. */
export const handoverExpiry: Task = async (payload, { database, now }) => {
  const { handoverId } = HandoverSchema.parse(payload);
  await database.transaction((client) => expireHandover(client, { handoverId, now }));
};

/** Offers a temporary handover back at its planned time; until that is accepted the team that has it stays accountable. */
const handoverReturn: Task = async (payload, { database, now }) => {
  const { handoverId } = HandoverSchema.parse(payload);
  await database.transaction((client) => offerReturn(client, { handoverId, now }));
};

export const handoverTasks: Readonly<Record<string, Task>> = {
  [HANDOVER_EXPIRY_TASK]: handoverExpiry,
  [HANDOVER_RETURN_TASK]: handoverReturn,
};
