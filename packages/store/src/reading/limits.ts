import type { Practitioner, Team } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from './fragment.ts';

/** A proposal that waits. `body` is `{values, until}`, `until` in epoch milliseconds. */
export type LimitsProposalRow = {
  id: string;
  body: { values: Record<string, number>; until: number };
  reason: string;
  proposedBy: Practitioner;
  /** Who was accountable when it was proposed, where another team is now. */
  formerTeam: Team | null;
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
        ${iso('deadline_at')} as "deadlineAt", (
          select ${teamBy('former.team_id')} from responsibility as former
          where former.episode_id = proposal.episode_id and former.period @> proposal.proposed_at and former.team_id <> (
            select team_id from responsibility where episode_id = proposal.episode_id and period @> $2::timestamptz
          )
        ) as "formerTeam"
      from limits_proposal as proposal where episode_id = $1 and status = 'pending' and deadline_at > $2
    `,
    [episodeId, new Date(now)],
  );
  return rows[0] ?? null;
}
