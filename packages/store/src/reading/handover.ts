import type { Handover } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from './fragment.ts';

const HANDOVER = `
  select handover.id, handover.kind, handover.batch_id as "batchId", handover.episode_id as "episodeId",
    jsonb_build_object('id', patient.id, 'name', patient.given_name || ' ' || patient.family_name,
      'birthDate', patient.birth_date::text) as patient,
    episode.condition,
    ${teamBy('handover.from_team_id')} as "fromTeam", ${teamBy('handover.to_team_id')} as "toTeam",
    handover.status, handover.version, handover.isbar, handover.digest,
    ${practitionerBy('handover.offered_by')} as "offeredBy", ${iso('handover.offered_at')} as "offeredAt",
    ${iso('handover.deadline_at')} as "deadlineAt", ${iso('handover.reminded_at')} as "remindedAt",
    ${iso('handover.effective_at')} as "effectiveAt", ${iso('handover.return_at')} as "returnAt", handover.counter_proposal as "counterProposal",
    ${practitionerBy('handover.decided_by')} as "decidedBy", ${iso('handover.decided_at')} as "decidedAt",
    handover.decision_reason as "decisionReason", handover.read_back as "readBack",
    case when handover.called_off_at is not null then jsonb_build_object('by', ${practitionerBy('handover.called_off_by')},
      'at', ${iso('handover.called_off_at')}, 'reason', handover.called_off_reason) end as "calledOff",
    handover.red_alerts_since_acceptance as "redAlertsSinceAcceptance",
    case when handover.review_at is not null then jsonb_build_object('verdict', handover.review_verdict,
      'text', handover.review_text, 'by', ${practitionerBy('handover.review_by')}, 'at', ${iso('handover.review_at')}) end as review
  from handover
  join episode on episode.id = handover.episode_id
  join patient on patient.id = episode.patient_id
`;

/** One handover, whatever its status; null where there is none. */
export async function readHandover(client: Queryable, handoverId: string): Promise<Handover | null> {
  const { rows } = await client.query<Handover>(`${HANDOVER} where handover.id = $1`, [handoverId]);
  return rows[0] ?? null;
}

/** The handover that is open for an episode (offered, or accepted for a later time), or null. */
export async function readOpenHandover(client: Queryable, episodeId: string): Promise<Handover | null> {
  const { rows } = await client.query<Handover>(
    `${HANDOVER} where handover.episode_id = $1 and handover.status in ('offered', 'scheduled')`,
    [episodeId],
  );
  return rows[0] ?? null;
}

/** When the last of it was: called off, in effect, decided, or, of an offer that stands or that nobody answered, its deadline. */
const ENDED_AT = `coalesce(handover.called_off_at, case when handover.status = 'accepted' then handover.effective_at end,
  handover.decided_at, handover.deadline_at)`;

/**
 * Handovers to or from the teams: open ones first, by deadline; then those decided at or after `decidedSince`, newest first. An offer past its
 * deadline counts as decided then, whether or not a timer has marked it. A take-over that waits for its after-review is shown for as long as the
 * former team may read (`takenSince`), for it could not open it later.
 */
export async function readHandoversOfTeams(
  client: Queryable,
  { teamIds, decidedSince, takenSince }: { teamIds: readonly string[]; decidedSince: number; takenSince: number },
): Promise<Handover[]> {
  const { rows } = await client.query<Handover>(
    `
      ${HANDOVER}
      where (handover.to_team_id = any ($1::uuid[]) or handover.from_team_id = any ($1::uuid[]))
        and (handover.status = 'scheduled' or ${ENDED_AT} >= $2 or handover.review_at >= $2
          or (handover.kind = 'emergency' and handover.review_at is null and handover.decided_at >= $3))
      order by handover.status = 'offered' desc, handover.status = 'scheduled' desc,
        case handover.status when 'offered' then handover.deadline_at when 'scheduled' then handover.effective_at end,
        handover.decided_at desc, handover.id
    `,
    [teamIds, new Date(decidedSince), new Date(takenSince)],
  );
  return rows;
}

/** The handovers of a batch: those that wait for an answer first, then by name. */
export async function readHandoversOfBatch(client: Queryable, batchId: string): Promise<Handover[]> {
  const { rows } = await client.query<Handover>(
    `
      ${HANDOVER} where handover.batch_id = $1
      order by handover.status = 'offered' desc, patient.family_name, patient.given_name, handover.id
    `,
    [batchId],
  );
  return rows;
}
