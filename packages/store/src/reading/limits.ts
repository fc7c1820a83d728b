import type { Practitioner } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy } from './fragment.ts';

/** A proposal that waits. `body` is `{values, until}`, `until` in epoch milliseconds. */
export type LimitsProposalRow = {
  id: string;
  body: { values: Record<string, number>; until: number };
  reason: string;
  proposedBy: Practitioner;
  proposedAt: string;
  deadlineAt: string;
};

/** The proposal of an episode that waits for a second person at `now`; null where there is none. */
export async function readPendingLimitsProposal(
  client: Queryable,
  { episodeId, now }: { episodeId: string; now: number },
): Promise<LimitsProposalRow | null> {
  const { rows } = await client.query<LimitsProposalRow>(
    `
      select id, body, reason, ${practitionerBy('proposed_by')} as "proposedBy", ${iso('proposed_at')} as "proposedAt",
        ${iso('deadline_at')} as "deadlineAt"
      from limits_proposal where episode_id = $1 and status = 'pending' and deadline_at > $2
    `,
    [episodeId, new Date(now)],
  );
  return rows[0] ?? null;
}
