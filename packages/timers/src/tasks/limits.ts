import { expireLimitsProposal, LIMITS_END_TASK, LIMITS_PROPOSAL_EXPIRY_TASK, tellLimitsEnd } from '@samvakt/store';
import { z } from 'zod';
import type { Task } from './context.ts';

const EndSchema = z.object({ episodeId: z.uuid(), version: z.int() });
const ProposalSchema = z.object({ proposalId: z.uuid() });

/** Tells that a patient's own limits have ended and the protocol's hold again. */
const limitsEnd: Task = async (payload, { database, now }) => {
  const ended = EndSchema.parse(payload);
  await database.transaction((client) => tellLimitsEnd(client, { ...ended, now }));
};

/** Ends a proposal that no second person has confirmed in time. */
const proposalExpiry: Task = async (payload, { database, now }) => {
  const { proposalId } = ProposalSchema.parse(payload);
  await database.transaction((client) => expireLimitsProposal(client, { proposalId, now }));
};

export const limitsTasks: Readonly<Record<string, Task>> = {
  [LIMITS_END_TASK]: limitsEnd,
  [LIMITS_PROPOSAL_EXPIRY_TASK]: proposalExpiry,
};
