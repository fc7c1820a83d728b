import { HOURS_TURN_TASK, turnHours } from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const TeamSchema = z.object({ teamId: z.uuid() });

/** Tells that hours or cover which were planned hold now, and has what runs looked at again. */
const hoursTurn: Task = async (payload, { database, now }) => {
  const { teamId } = TeamSchema.parse(payload);
  await database.transaction((client) => turnHours(client, { teamId, now }));
};

export const declarationTasks: Readonly<Record<string, Task>> = { [HOURS_TURN_TASK]: hoursTurn };
