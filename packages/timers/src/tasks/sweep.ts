import {
  applyTick,
  endClaim,
  endTaskSight,
  expireHandover,
  expireLimitsProposal,
  lapseRequest,
  lookAtEscalation,
  readEpisodesOfUnseenTasks,
  readOverdueClaims,
  readOverdueEscalations,
  readOverdueHandovers,
  readOverdueLimitsProposals,
  readOverduePauses,
  readOverdueRequests,
  readOverdueTicks,
  readUntoldLimitsEnds,
  readUntoldOverdueTasks,
  takeEffect,
  takeUpLostTrials,
  tellLimitsEnd,
  tellOverdue,
  turnPause,
} from '@samvakt/store';
import type { TaskContext } from './context.ts';

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
  const handovers = await readOverdueHandovers(database.pool, before);
  for (const { id: handoverId, status } of handovers) {
    const due = status === 'offered' ? expireHandover : takeEffect;
    await database.transaction((client) => due(client, { handoverId, now }));
  }
  const requestIds = await readOverdueRequests(database.pool, before);
  for (const requestId of requestIds) await database.transaction((client) => lapseRequest(client, { requestId, now }));
  const taskIds = await readUntoldOverdueTasks(database.pool, before);
  for (const taskId of taskIds) await database.transaction((client) => tellOverdue(client, { taskId, now }));
  const unseen = await readEpisodesOfUnseenTasks(database.pool, before);
  for (const episodeId of unseen) await database.transaction((client) => endTaskSight(client, { episodeId, now }));
  const pauseIds = await readOverduePauses(database.pool, before);
  for (const pauseId of pauseIds) {
    await database.transaction((client) => turnPause(client, { pauseId, now }));
  }
  const proposalIds = await readOverdueLimitsProposals(database.pool, before);
  for (const proposalId of proposalIds) {
    await database.transaction((client) => expireLimitsProposal(client, { proposalId, now }));
  }
  const ended = await readUntoldLimitsEnds(database.pool, before);
  for (const one of ended) await database.transaction((client) => tellLimitsEnd(client, { ...one, now }));
  // The claims first: what they leave is looked at in the same sweep.
  const claimed = await readOverdueClaims(database.pool, before);
  for (const alertId of claimed) await database.transaction((client) => endClaim(client, { alertId, now }));
  const escalating = await readOverdueEscalations(database.pool, before);
  for (const alertId of escalating) await database.transaction((client) => lookAtEscalation(client, { alertId, now }));
  const trials = await database.transaction((client) => takeUpLostTrials(client, now));
  const alerts = claimed.length + escalating.length;
  const limits = proposalIds.length + ended.length;
  return (
    trials +
    alerts +
    limits +
    episodeIds.length +
    handovers.length +
    requestIds.length +
    taskIds.length +
    unseen.length +
    pauseIds.length
  );
}
