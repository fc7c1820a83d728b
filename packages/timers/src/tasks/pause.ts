import { PAUSE_TURN_TASK, turnPause } from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const PauseSchema = z.object({ pauseId: z.uuid() });

/** Tells of a pause that begins or has ended by itself, and of the alerts that it held back. */
export const pauseTurn: Task = async (payload, { database, now }) => {
  const { pauseId } = PauseSchema.parse(payload);
  await database.transaction((client) => turnPause(client, { pauseId, now }));
};

export const pauseTasks: Readonly<Record<string, Task>> = { [PAUSE_TURN_TASK]: pauseTurn };
