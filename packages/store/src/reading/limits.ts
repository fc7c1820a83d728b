import type { Practitioner, Team } from '@samvakt/contract';
import { z } from 'zod';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from './fragment.ts';

/** The last instant that there is. */
const LAST_MS = 8.64e15;

const ProposedSchema = z.object({ values: z.record(z.string(), z.number()), until: z.number().min(0).max(LAST_MS) });

/** What is proposed; `until` in epoch milliseconds. */
export type ProposedLimits = z.output<typeof ProposedSchema>;

/** As it is stored with a proposal; null where it cannot be read. */
export const readProposed = (body: unknown): ProposedLimits | null => ProposedSchema.safeParse(body).data ?? null;

/** A proposal that waits. `body`: null where what was proposed cannot be read. */
export type LimitsProposalRow = {
  id: string;
  body: ProposedLimits | null;
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
  const { rows } = await client.query<Omit<LimitsProposalRow, 'body'> & { body: unknown }>(
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
  const [row] = rows;
  return row === undefined ? null : { ...row, body: readProposed(row.body) };
}
