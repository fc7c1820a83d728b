import {
  applyLoanEnd,
  applyTick,
  endClaim,
  endTaskSight,
  expireHandover,
  expireLimitsProposal,
  lapseRequest,
  lookAtEscalation,
  offerReturn,
  type Queryable,
  readEpisodesOfUnseenTasks,
  readOverdueClaimReminders,
  readOverdueClaims,
  readOverdueEscalations,
  readOverdueHandovers,
  readOverdueLimitsProposals,
  readOverduePauses,
  readOverdueReminders,
  readOverdueRequests,
  readOverdueReturns,
  readOverdueTicks,
  readOverdueTurns,
  readStrandedClaims,
  readUntoldLimitsEnds,
  readUntoldLoanEnds,
  readUntoldOverdueTasks,
  remindOfClaim,
  remindOfHandover,
  takeEffect,
  takeUpLostTrials,
  tellLimitsEnd,
  tellOverdue,
  turnHours,
  turnPause,
} from '@samvakt/store';
import type { TaskContext } from './context.ts';
import { faultsOf } from './escalation.ts';

/** The sweep looks for timers that should have fired this long ago: the queue retries by itself before that. */
const OVERDUE_AFTER_MS = 5 * 60_000;

type Kind = { overdue: () => Promise<readonly Run[]> };
type Run = (client: Queryable) => Promise<unknown>;

/** What is overdue of each kind of timer, in the order in which it is made good: what one leaves, a later one finds in the same sweep. */
function kindsOf({ database: { pool }, memory, now, log }: TaskContext): Kind[] {
  const before = now - OVERDUE_AFTER_MS;
  const kind = <One>(
    read: () => Promise<readonly One[]>,
    run: (client: Queryable, one: One) => Promise<unknown>,
  ): Kind => ({
    overdue: async () => (await read()).map((one) => (client) => run(client, one)),
  });
  return [
    kind(
      () => readOverdueTicks(pool, before),
      (client, episodeId) => applyTick(client, { episodeId, now, memory }),
    ),
    kind(
      () => readUntoldLoanEnds(pool, { before, now }),
      (client, ended) => applyLoanEnd(client, ended, { now, memory }),
    ),
    kind(
      () => readOverdueReminders(pool, { before, now }),
      (client, handoverId) => remindOfHandover(client, { handoverId, now }),
    ),
    kind(
      () => readOverdueHandovers(pool, before),
      (client, { id: handoverId, status }) =>
        (status === 'offered' ? expireHandover : takeEffect)(client, { handoverId, now }),
    ),
    // After the effects: one that has just taken effect may be overdue for its return as well.
    kind(
      () => readOverdueReturns(pool, before),
      (client, handoverId) => offerReturn(client, { handoverId, now }),
    ),
    kind(
      () => readOverdueRequests(pool, before),
      (client, requestId) => lapseRequest(client, { requestId, now }),
    ),
    kind(
      () => readUntoldOverdueTasks(pool, before),
      (client, taskId) => tellOverdue(client, { taskId, now }),
    ),
    kind(
      () => readEpisodesOfUnseenTasks(pool, before),
      (client, episodeId) => endTaskSight(client, { episodeId, now }),
    ),
    kind(
      () => readOverduePauses(pool, before),
      (client, pauseId) => turnPause(client, { pauseId, now }),
    ),
    kind(
      () => readOverdueLimitsProposals(pool, before),
      (client, proposalId) => expireLimitsProposal(client, { proposalId, now }),
    ),
    kind(
      () => readUntoldLimitsEnds(pool, before),
      (client, one) => tellLimitsEnd(client, { ...one, now }),
    ),
    // Before claims and escalations, which hang on the watch.
    kind(
      () => readOverdueTurns(pool, before),
      (client, teamId) => turnHours(client, { teamId, now }),
    ),
    kind(
      () => readOverdueClaimReminders(pool, { before, now }),
      (client, alertId) => remindOfClaim(client, { alertId, now }),
    ),
    kind(
      () => readOverdueClaims(pool, before),
      (client, alertId) => endClaim(client, { alertId, now }),
    ),
    kind(
      () => readStrandedClaims(pool, before),
      (client, alertId) => endClaim(client, { alertId, now }),
    ),
    kind(
      () => readOverdueEscalations(pool, before),
      (client, alertId) => lookAtEscalation(client, { alertId, now, onFault: faultsOf(alertId, log) }),
    ),
  ];
}

/**
 * Looks after the timers themselves: what should have come some time ago comes now. A worker that is killed leaves what it had taken to
 * nobody for hours; nothing clinical may wait for that. Nor does it wait for another one that fails: all are tried, and then the failures are thrown
 * together. Returns how many there were.
 */
export async function overdueSweep(context: TaskContext): Promise<number> {
  let found = 0;
  const failures: unknown[] = [];
  for (const { overdue } of kindsOf(context)) {
    const runs = await overdue();
    found += runs.length;
    for (const run of runs) await context.database.transaction(run).catch((error: unknown) => failures.push(error));
  }
  // Trials are taken up where they stood; all of them by one statement.
  found += await context.database.transaction((client) => takeUpLostTrials(client, context.now));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${found} overdue timers failed`);
  return found;
}
