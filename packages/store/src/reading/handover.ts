import type { Handover } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from './fragment.ts';

const HANDOVER = `
  select handover.id, handover.episode_id as "episodeId",
    jsonb_build_object('id', patient.id, 'name', patient.given_name || ' ' || patient.family_name,
      'birthDate', patient.birth_date::text) as patient,
    episode.condition,
    ${teamBy('handover.from_team_id')} as "fromTeam", ${teamBy('handover.to_team_id')} as "toTeam",
    handover.status, handover.version, handover.isbar, handover.digest,
    ${practitionerBy('handover.offered_by')} as "offeredBy", ${iso('handover.offered_at')} as "offeredAt",
    ${iso('handover.deadline_at')} as "deadlineAt",
    ${iso('handover.return_at')} as "returnAt", handover.counter_proposal as "counterProposal",
    ${practitionerBy('handover.decided_by')} as "decidedBy", ${iso('handover.decided_at')} as "decidedAt",
    handover.decision_reason as "decisionReason", handover.read_back as "readBack"
  from handover
  join episode on episode.id = handover.episode_id
  join patient on patient.id = episode.patient_id
`;

export async function readHandover(client: Queryable, handoverId: string): Promise<Handover | null> {
  const { rows } = await client.query<Handover>(`${HANDOVER} where handover.id = $1`, [handoverId]);
  return rows[0] ?? null;
}

/** The offer that is open for an episode, or null. */
export async function readOpenHandover(client: Queryable, episodeId: string): Promise<Handover | null> {
  const { rows } = await client.query<Handover>(
    `${HANDOVER} where handover.episode_id = $1 and handover.status = 'offered'`,
    [episodeId],
  );
  return rows[0] ?? null;
}

/** Handovers to or from the teams: open ones first, by deadline; then those decided at or after `decidedSince`, newest first. */
export async function readHandoversOfTeams(
  client: Queryable,
  { teamIds, decidedSince }: { teamIds: readonly string[]; decidedSince: number },
): Promise<Handover[]> {
  const { rows } = await client.query<Handover>(
    `
      ${HANDOVER}
      where (handover.to_team_id = any ($1::uuid[]) or handover.from_team_id = any ($1::uuid[]))
        and (handover.status = 'offered' or handover.decided_at >= $2)
      order by handover.status = 'offered' desc,
        case when handover.status = 'offered' then handover.deadline_at end,
        handover.decided_at desc, handover.id
    `,
    [teamIds, new Date(decidedSince)],
  );
  return rows;
}
