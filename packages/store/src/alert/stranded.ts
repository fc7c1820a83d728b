import { coverAt } from '@samvakt/care';
import type { Queryable } from '../database.ts';
import { readCoveredTeamsAt } from '../declaration/row.ts';

/**
 * Claimed alerts whose claimant had no right to them at `before` (epoch milliseconds) any more, and still has the claim: not of the accountable team, nor of
 * one that covered then. A cover that another declaration has ended, or somebody who has left the team: the timer of the claim's own end would come up to two
 * hours later.
 */
export async function readStrandedClaims(client: Queryable, before: number): Promise<string[]> {
  type Row = { id: string; severity: 'red' | 'yellow'; teamId: string; claimantTeams: string[] };
  const { rows } = await client.query<Row>(
    `
      select alert.id, severity, held.team_id as "teamId",
        array(select team_id::text from team_membership where practitioner_id = claimed_by) as "claimantTeams"
      from alert
      join responsibility as held on held.episode_id = alert.episode_id and held.period @> $1::timestamptz
      where alert.status = 'claimed' and claimed_at < $1::timestamptz and not exists (
        select from team_membership where team_id = held.team_id and practitioner_id = claimed_by
      )
      order by claimed_until limit 1000
    `,
    [new Date(before)],
  );
  if (rows.length === 0) return [];
  const teams = await readCoveredTeamsAt(client, {
    of: { teamIds: rows.map(({ teamId }) => teamId) },
    at: before,
    leaveOut: true,
  });
  const covering = new Map([...teams].map(([teamId, team]) => [teamId, coverAt(team, before)]));
  return rows.flatMap(({ id, severity, teamId, claimantTeams }) => {
    const cover = covering.get(teamId);
    // Nobody knows who covers: the claim ends at its own end, as every claim.
    if (cover === undefined) return [];
    const isCovering = severity === 'red' && cover.by === 'covering-team' && claimantTeams.includes(cover.teamId);
    return isCovering ? [] : [id];
  });
}
