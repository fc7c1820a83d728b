import type { HandoverRequest } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from './fragment.ts';

/** When it was decided; of one that nobody has answered, when it lapsed, marked or not. */
const ENDED_AT =
  'coalesce(request.decided_at, case when request.deadline_at <= $1::timestamptz then request.deadline_at end)';

const REQUEST = `
  select request.id, request.episode_id as "episodeId",
    jsonb_build_object('id', patient.id, 'name', patient.given_name || ' ' || patient.family_name,
      'birthDate', patient.birth_date::text) as patient,
    episode.condition, ${teamBy('request.team_id')} as team, ${teamBy('held.team_id')} as "accountableTeam",
    case when request.status = 'open' and request.deadline_at <= $1::timestamptz then 'lapsed' else request.status end as status,
    request.version, request.reason, ${iso('request.wanted_at')} as "wantedAt",
    ${practitionerBy('request.requested_by')} as "requestedBy", ${iso('request.requested_at')} as "requestedAt",
    ${iso('request.deadline_at')} as "deadlineAt", ${practitionerBy('request.decided_by')} as "decidedBy", ${iso(ENDED_AT)} as "decidedAt",
    request.decision_reason as "decisionReason", request.handover_id as "handoverId"
  from handover_request as request
  join episode on episode.id = request.episode_id
  join patient on patient.id = episode.patient_id
  left join responsibility as held on held.episode_id = episode.id and held.period @> $1::timestamptz
`;

/** One request as it stands at `now` (epoch milliseconds): past its deadline it is lapsed, marked or not. Null where there is none. */
export async function readHandoverRequest(
  client: Queryable,
  { requestId, now }: { requestId: string; now: number },
): Promise<HandoverRequest | null> {
  const { rows } = await client.query<HandoverRequest>(`${REQUEST} where request.id = $2`, [new Date(now), requestId]);
  return rows[0] ?? null;
}

/** Requests by the teams, or to them as the accountable team: open ones first, oldest first; then those decided since `decidedSince`. */
export async function readHandoverRequestsOfTeams(
  client: Queryable,
  { teamIds, decidedSince, now }: { teamIds: readonly string[]; decidedSince: number; now: number },
): Promise<HandoverRequest[]> {
  const { rows } = await client.query<HandoverRequest>(
    `
      ${REQUEST}
      where (request.team_id = any ($2::uuid[]) or held.team_id = any ($2::uuid[]))
        and (${ENDED_AT} is null or ${ENDED_AT} >= $3)
      order by ${ENDED_AT} is null desc, case when ${ENDED_AT} is null then request.requested_at end, ${ENDED_AT} desc, request.id
    `,
    [new Date(now), teamIds, new Date(decidedSince)],
  );
  return rows;
}

/** Which episode a request is about, who asks, and since when it is decided (epoch milliseconds; null while it is open); null for an unknown request. */
export async function findEpisodeOfRequest(
  client: Queryable,
  { requestId, now }: { requestId: string; now: number },
): Promise<{ episodeId: string; teamId: string; endedAt: number | null } | null> {
  const { rows } = await client.query<{ episodeId: string; teamId: string; endedAt: Date | null }>(
    `select episode_id as "episodeId", team_id as "teamId", ${ENDED_AT} as "endedAt" from handover_request as request where id = $2`,
    [new Date(now), requestId],
  );
  const [found] = rows;
  return found === undefined ? null : { ...found, endedAt: found.endedAt?.getTime() ?? null };
}

/** The first of the teams that is accountable for another running episode of the same patient, or null. */
export async function readAccountableElsewhere(
  client: Queryable,
  { episodeId, teamIds, now }: { episodeId: string; teamIds: readonly string[]; now: number },
): Promise<string | null> {
  const { rows } = await client.query<{ teamId: string }>(
    `
      select held.team_id as "teamId"
      from episode join episode as other on other.patient_id = episode.patient_id and other.id <> episode.id
        join responsibility as held on held.episode_id = other.id and held.period @> $2::timestamptz
      where episode.id = $1 and other.period @> $2::timestamptz and held.team_id = any ($3::uuid[])
      order by held.team_id limit 1
    `,
    [episodeId, new Date(now), teamIds],
  );
  return rows[0]?.teamId ?? null;
}
