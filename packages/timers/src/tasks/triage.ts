import { applyTick, TRIAGE_TICK_TASK } from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const TickSchema = z.object({ episodeId: z.uuid() });

/** Lets time pass for one episode: what was due and has not come is missing from now on. Sets the next timer itself. */
export const triageTick: Task = async (payload, { database, memory, now }) => {
  const { episodeId } = TickSchema.parse(payload);
  await database.transaction((client) => applyTick(client, { episodeId, now, memory }));
};

export const triageTasks: Readonly<Record<string, Task>> = { [TRIAGE_TICK_TASK]: triageTick };
