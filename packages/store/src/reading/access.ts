import type { ResponsibilityPeriod } from '@samvakt/care';
import type { RelationKind } from '@samvakt/contract';
import { readCoveredTeams, readCoveringTeams } from '../cover/cover.ts';
import type { Queryable } from '../database.ts';
import { epochMs } from './fragment.ts';

/** What binds teams to one episode at an instant. Only facts: whether they amount to access is decided by @samvakt/care. */
export type AccessFacts = {
  episodeId: string;
  patientId: string;
  /** The team that is accountable at the instant; null before the episode began and after it ended. */
  accountableTeamId: string | null;
  /** Who acts on red at the instant, where another team does so and there is a red alert to act on. */
  coveringTeamId: string | null;
  /** Teams that take part at the instant without being accountable. */
  relations: { teamId: string; kind: RelationKind }[];
  /** Teams with an offer that is open and whose deadline has not passed, or that have accepted one for a time that has not come. */
  openHandoverToTeamIds: string[];
  /** Oldest first. */
  periods: ResponsibilityPeriod[];
};

/** How long a red alert that was closed still opens its episode to the team that covers: who closed it must be able to read what was done. *Assumption.* */
const RED_CLOSED_FOR = `interval '12 hours'`;

/** Whether there is a red alert for a covering team to act on. */
const RED_TO_ACT_ON = `exists (
  select from alert where alert.episode_id = episode.id and alert.severity = 'red'
    and (alert.status <> 'resolved' or alert.resolved_at > $1::timestamptz - ${RED_CLOSED_FOR})
)`;

const FACTS = `
  select episode.id as "episodeId", episode.patient_id as "patientId", ${RED_TO_ACT_ON} as "redToActOn",
    coalesce(
      (select jsonb_agg(jsonb_build_object('teamId', team_id, 'kind', kind)) from relation
       where episode_id = episode.id and period @> $1::timestamptz and upper_inf(episode.period)), '[]') as relations,
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

type Row = Omit<AccessFacts, 'coveringTeamId'> & { redToActOn: boolean };

/** Says who covers. Which teams are off duty is asked once for all rows, and only where there is a red alert. */
async function withCover(client: Queryable, rows: readonly Row[], now: number): Promise<AccessFacts[]> {
  const off = new Map<string, string>();
  if (rows.some((row) => row.redToActOn && row.accountableTeamId !== null)) {
    for (const { teamId, coveringTeamId } of await readCoveringTeams(client, now)) off.set(teamId, coveringTeamId);
  }
  return rows.map(({ redToActOn, ...facts }) => ({
    ...facts,
    coveringTeamId: redToActOn && facts.accountableTeamId !== null ? (off.get(facts.accountableTeamId) ?? null) : null,
  }));
}

/** The facts about the named episodes; an unknown id gives no row. */
export async function readAccessFacts(
  client: Queryable,
  { episodeIds, now }: { episodeIds: readonly string[]; now: number },
): Promise<AccessFacts[]> {
  const { rows } = await client.query<Row>(`${FACTS} where episode.id = any ($2::uuid[])`, [new Date(now), episodeIds]);
  return withCover(client, rows, now);
}

/** The facts about every episode of the named patients. */
export async function readAccessFactsOfPatients(
  client: Queryable,
  { patientIds, now }: { patientIds: readonly string[]; now: number },
): Promise<AccessFacts[]> {
  const { rows } = await client.query<Row>(`${FACTS} where episode.patient_id = any ($2::uuid[])`, [
    new Date(now),
    patientIds,
  ]);
  return withCover(client, rows, now);
}

/** The facts about every episode that has, or since `since` has had, anything to do with one of the teams. */
export async function readAccessFactsOfTeams(
  client: Queryable,
  { teamIds, since, now }: { teamIds: readonly string[]; since: number; now: number },
): Promise<AccessFacts[]> {
  const covered = await readCoveredTeams(client, { teamIds, now });
  const { rows } = await client.query<Row>(
    `
      ${FACTS}
      where episode.id in (
        select episode_id from responsibility
        where team_id = any ($2::uuid[]) and (upper_inf(period) or upper(period) >= $3::timestamptz)
        union
        select episode_id from handover where to_team_id = any ($2::uuid[]) and status in ('offered', 'scheduled')
        union
        select episode_id from relation where team_id = any ($2::uuid[]) and period @> $1::timestamptz
      ) or (${RED_TO_ACT_ON} and episode.id in (
        select episode_id from responsibility where team_id = any ($4::uuid[]) and period @> $1::timestamptz
      ))
    `,
    [new Date(now), teamIds, new Date(since), covered.map(({ teamId }) => teamId)],
  );
  return withCover(client, rows, now);
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

/**
 * The two teams of each handover that was asked for, and when it was decided (epoch milliseconds). An offer that nobody answered is decided by its
 * deadline, whether or not a timer has marked it; one that still stands gives its deadline, which is ahead.
 */
export async function readTeamsOfHandovers(
  client: Queryable,
  handoverIds: readonly string[],
): Promise<{ handoverId: string; teamIds: string[]; decidedAt: number }[]> {
  const { rows } = await client.query<{ handoverId: string; teamIds: string[]; decidedAt: Date }>(
    `
      select id as "handoverId", array[from_team_id::text, to_team_id::text] as "teamIds",
        coalesce(called_off_at, decided_at, deadline_at) as "decidedAt"
      from handover where id = any ($1::uuid[])
    `,
    [handoverIds],
  );
  return rows.map((row) => ({ ...row, decidedAt: row.decidedAt.getTime() }));
}
