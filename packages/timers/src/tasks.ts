import {
  applyTick,
  type Database,
  endExpiredSessions,
  ensurePartitions,
  expireHandover,
  HANDOVER_EXPIRY_TASK,
  type ProtocolCache,
  readOverdueTicks,
  TRIAGE_TICK_TASK,
} from '@samvakt/store';
import { z } from 'zod';

/** What every task is given. `clock` tells epoch milliseconds and is read once per job. */
export type TaskParts = {
  readonly database: Database;
  readonly protocols: ProtocolCache;
  readonly clock: () => number;
};

const TickPayloadSchema = z.object({ episodeId: z.uuid() });
const ExpiryPayloadSchema = z.object({ handoverId: z.uuid() });

/** Days of measurements to come for which there is room ahead of time; the task runs daily. */
const ROOM_AHEAD_MS = 62 * 24 * 60 * 60 * 1000;

/** Finds the timers that did not fire. */
export const SWEEP_TASK = 'triage-sweep';

export const HOUSEKEEPING_TASK = 'housekeeping';

/**
 * What is done when a job's time has come. A job names only what it is about; the decision is taken on what the database holds under lock at
 * that moment, so a job that is early, late, repeated or out of date changes nothing that should not change.
 */
export function createTasks({ database, protocols, clock }: TaskParts) {
  return {
    /** Lets triage know that time has come this far in an episode: missing data is found here. */
    [TRIAGE_TICK_TASK]: async (payload: unknown): Promise<void> => {
      const { episodeId } = TickPayloadSchema.parse(payload);
      await database.transaction((client) => applyTick(client, { episodeId, now: clock(), protocols }));
    },
    /** An offer whose deadline has passed expires; the sender is accountable as before. */
    [HANDOVER_EXPIRY_TASK]: async (payload: unknown): Promise<void> => {
      const { handoverId } = ExpiryPayloadSchema.parse(payload);
      await database.transaction((client) => expireHandover(client, { handoverId, now: clock() }));
    },
    /** A timer that the queue has lost or given up is made good here, so that one lost job never becomes a silence. */
    [SWEEP_TASK]: async (): Promise<void> => {
      for (const episodeId of await readOverdueTicks(database.pool, clock())) {
        await database.transaction((client) => applyTick(client, { episodeId, now: clock(), protocols }));
      }
    },
    /** Room for the measurements to come, and sessions that nobody can use any more are cleared away. */
    [HOUSEKEEPING_TASK]: async (): Promise<void> => {
      const now = clock();
      await ensurePartitions(database.pool, { from: now, until: now + ROOM_AHEAD_MS });
      await endExpiredSessions(database.pool, now);
    },
  };
}
