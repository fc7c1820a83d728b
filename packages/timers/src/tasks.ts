import {
  applyTick,
  type Database,
  endClaim,
  ensurePartitions,
  expireHandover,
  offerReturn,
  readOverdueHandovers,
  readOverdueTicks,
  type TriageMemory,
} from '@samvakt/store';
import { z } from 'zod';

/*
 * What the timers do. Each task takes the time as an argument and looks at the state as it is when it fires: a timer that has become stale
 * (the handover was decided, the episode has ended, the reading came in time) finds nothing to do.
 */

const TickSchema = z.object({ episodeId: z.uuid() });
const HandoverSchema = z.object({ handoverId: z.uuid() });
const ClaimSchema = z.object({ alertId: z.uuid() });

export type TaskContext = { database: Database; memory: TriageMemory; now: number };

/** Lets time pass for one episode: what was due and has not come is missing from now on. Sets the next timer itself. */
export async function triageTick(payload: unknown, { database, memory, now }: TaskContext): Promise<void> {
  const { episodeId } = TickSchema.parse(payload);
  await database.transaction((client) => applyTick(client, { episodeId, now, memory }));
}

/** Ends a handover that nobody decided before its deadline; the sender is still accountable. */
export async function handoverExpiry(payload: unknown, { database, now }: TaskContext): Promise<void> {
  const { handoverId } = HandoverSchema.parse(payload);
  await database.transaction((client) => expireHandover(client, { handoverId, now }));
}

/** Offers a temporary handover back at its planned time; until that is accepted the team that has it stays accountable. */
export async function handoverReturn(payload: unknown, { database, now }: TaskContext): Promise<void> {
  const { handoverId } = HandoverSchema.parse(payload);
  await database.transaction((client) => offerReturn(client, { handoverId, now }));
}

/** Gives an alert back to the team when its claim was not acted upon. */
export async function claimEnd(payload: unknown, { database, now }: TaskContext): Promise<void> {
  const { alertId } = ClaimSchema.parse(payload);
  await database.transaction((client) => endClaim(client, { alertId, now }));
}

/** The sweep looks for timers that should have fired this long ago: the queue retries by itself before that. */
const OVERDUE_AFTER_MS = 5 * 60_000;

/**
 * Looks after the timers themselves: what should have come some time ago comes now. A worker that is killed leaves what it had taken to
 * nobody for hours; nothing clinical may wait for that. Returns how many there were.
 */
export async function overdueSweep({ database, memory, now }: TaskContext): Promise<number> {
  const before = now - OVERDUE_AFTER_MS;
  const episodeIds = await readOverdueTicks(database.pool, before);
  for (const episodeId of episodeIds) {
    await database.transaction((client) => applyTick(client, { episodeId, now, memory }));
  }
  const handoverIds = await readOverdueHandovers(database.pool, before);
  for (const handoverId of handoverIds) {
    await database.transaction((client) => expireHandover(client, { handoverId, now }));
  }
  return episodeIds.length + handoverIds.length;
}

const MONTHS_AHEAD = 2;

/** Makes the measurement partitions of this month and the next two, so that no batch has to wait for one. */
export async function measurementPartitions({ database, now }: TaskContext): Promise<void> {
  const ahead = new Date(now);
  ahead.setUTCDate(1);
  ahead.setUTCMonth(ahead.getUTCMonth() + MONTHS_AHEAD);
  await ensurePartitions(database.pool, { from: now, until: ahead.getTime() });
}
