import type { Queryable } from '../database.ts';
import { addJobs } from '../job.ts';

/** The task that the timers room runs when limits end, with `{ episodeId, version }`; it calls `tellLimitsEnd`. */
export const LIMITS_END_TASK = 'limits-end';
/** The same at the deadline of a proposal, with `{ proposalId }`; it calls `expireLimitsProposal`. */
export const LIMITS_PROPOSAL_EXPIRY_TASK = 'limits-proposal-expiry';

/** Enqueued in the transaction that sets them. The limits of an episode have one timer: that of their newest version. */
export async function scheduleLimitsEnd(
  client: Queryable,
  { episodeId, version, at }: { episodeId: string; version: number; at: number },
): Promise<void> {
  const key = `${LIMITS_END_TASK}:${episodeId}`;
  await addJobs(client, [{ task: LIMITS_END_TASK, payload: { episodeId, version }, at, key }]);
}

export async function scheduleProposalExpiry(
  client: Queryable,
  { proposalId, at }: { proposalId: string; at: number },
): Promise<void> {
  const key = `${LIMITS_PROPOSAL_EXPIRY_TASK}:${proposalId}`;
  await addJobs(client, [{ task: LIMITS_PROPOSAL_EXPIRY_TASK, payload: { proposalId }, at, key }]);
}
