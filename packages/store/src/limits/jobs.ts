import type { Queryable } from '../database.ts';

/** The task that the timers room runs when limits end, with `{ episodeId, version }`; it calls `tellLimitsEnd`. */
export const LIMITS_END_TASK = 'limits-end';
/** The same at the deadline of a proposal, with `{ proposalId }`; it calls `expireLimitsProposal`. */
export const LIMITS_PROPOSAL_EXPIRY_TASK = 'limits-proposal-expiry';

const ADD = 'select graphile_worker.add_job($1, payload => $2::json, run_at => $3, job_key => $4)';

/** Enqueued in the transaction that sets them. The limits of an episode have one timer: that of their newest version. */
export async function scheduleLimitsEnd(
  client: Queryable,
  { episodeId, version, at }: { episodeId: string; version: number; at: number },
): Promise<void> {
  const payload = JSON.stringify({ episodeId, version });
  await client.query(ADD, [LIMITS_END_TASK, payload, new Date(at), `${LIMITS_END_TASK}:${episodeId}`]);
}

export async function scheduleProposalExpiry(
  client: Queryable,
  { proposalId, at }: { proposalId: string; at: number },
): Promise<void> {
  const key = `${LIMITS_PROPOSAL_EXPIRY_TASK}:${proposalId}`;
  await client.query(ADD, [LIMITS_PROPOSAL_EXPIRY_TASK, JSON.stringify({ proposalId }), new Date(at), key]);
}
