import type { ResponsibilityPeriod } from '@samvakt/care';
import type { Queryable } from '../database.ts';
import { epochMs } from './fragment.ts';

/** What binds teams to one episode at an instant. Only facts: whether they amount to access is decided by @samvakt/care. */
export type AccessFacts = {
  episodeId: string;
  patientId: string;
  /** The team that is accountable at the instant; null before the episode began and after it ended. */
  accountableTeamId: string | null;
  /** Teams with an offer that is open and whose deadline has not passed, or that have accepted one for a time that has not come. */
  openHandoverToTeamIds: string[];
  /** Oldest first. */
  periods: ResponsibilityPeriod[];
};

const FACTS = `
  select episode.id as "episodeId", episode.patient_id as "patientId",
    (select team_id from responsibility where episode_id = episode.id and period @> $1::timestamptz) as "accountableTeamId",
    array(
      select to_team_id::text from handover
      where episode_id = episode.id
        and ((status = 'offered' and deadline_at > $1::timestamptz) or (status = 'scheduled' and effective_at > $1::timestamptz))
    ) as "openHandoverToTeamIds",
    coalesce(
      (select jsonb_agg(jsonb_build_object('teamId', team_id, 'from', ${epochMs('lower(period)')},
         'until', ${epochMs('upper(period)')}) order by lower(period))
       from responsibility where episode_id = episode.id), '[]') as periods
  from episode
`;

/** The facts about the named episodes; an unknown id gives no row. */
export async function readAccessFacts(
  client: Queryable,
  { episodeIds, now }: { episodeIds: readonly string[]; now: number },
): Promise<AccessFacts[]> {
  const { rows } = await client.query<AccessFacts>(`${FACTS} where episode.id = any ($2::uuid[])`, [
    new Date(now),
    episodeIds,
  ]);
  return rows;
}

/** The facts about every episode that has, or since `since` has had, anything to do with one of the teams. */
export async function readAccessFactsOfTeams(
  client: Queryable,
  { teamIds, since, now }: { teamIds: readonly string[]; since: number; now: number },
): Promise<AccessFacts[]> {
  const { rows } = await client.query<AccessFacts>(
    `
      ${FACTS}
      where episode.id in (
        select episode_id from responsibility
        where team_id = any ($2::uuid[]) and (upper_inf(period) or upper(period) >= $3::timestamptz)
        union
        select episode_id from handover where to_team_id = any ($2::uuid[]) and status in ('offered', 'scheduled')
      )
    `,
    [new Date(now), teamIds, new Date(since)],
  );
  return rows;
}

/** Which episode and patient an alert belongs to; null for an unknown alert. */
export async function findEpisodeOfAlert(client: Queryable, alertId: string): Promise<string | null> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from alert where id = $1',
    [alertId],
  );
  return rows[0]?.episodeId ?? null;
}

/** Which episode a handover is about; null for an unknown handover. */
export async function findEpisodeOfHandover(client: Queryable, handoverId: string): Promise<string | null> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from handover where id = $1',
    [handoverId],
  );
  return rows[0]?.episodeId ?? null;
}

/** The two teams of each handover that was asked for, and when it was decided (epoch milliseconds; null while it is open). */
export async function readTeamsOfHandovers(
  client: Queryable,
  handoverIds: readonly string[],
): Promise<{ handoverId: string; teamIds: string[]; decidedAt: number | null }[]> {
  const { rows } = await client.query<{ handoverId: string; teamIds: string[]; decidedAt: Date | null }>(
    `
      select id as "handoverId", array[from_team_id::text, to_team_id::text] as "teamIds",
        coalesce(called_off_at, decided_at) as "decidedAt"
      from handover where id = any ($1::uuid[])
    `,
    [handoverIds],
  );
  return rows.map((row) => ({ ...row, decidedAt: row.decidedAt?.getTime() ?? null }));
}
