import { decideRelation, type RelationCommand } from '@samvakt/care';
import type { RelationKind } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { allowed, refused, refusingBroken } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';

/** Which team takes part how and why, who asked for it, and when (epoch milliseconds). `relationId` is the new relation's. */
export type NewRelation = {
  relationId: string;
  episodeId: string;
  teamId: string;
  kind: RelationKind;
  reason: string;
  practitionerId: string;
  now: number;
};

/** Lets another team take part in an episode. One transaction's worth. Throws `ActRefused`. */
export async function addRelation(client: Queryable, relation: NewRelation): Promise<void> {
  const { relationId, episodeId, teamId, kind, reason, practitionerId, now } = relation;
  const episode = await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  const actingTeamId = await decide(client, episode, { type: 'add', teamId, kind, reason }, { practitionerId, now });
  await refusingBroken(() =>
    client.query(
      `
        insert into relation (id, episode_id, team_id, kind, period, reason, added_by)
        values ($1, $2, $3, $4, tstzrange($5, (
          -- Until it becomes accountable, where that is agreed already.
          select min(lower(period)) from responsibility
          where episode_id = $2 and team_id = $3 and lower(period) > $5::timestamptz
        )), $6, $7)
      `,
      [relationId, episodeId, teamId, kind, new Date(now), reason, practitionerId],
    ),
  );
  await tell(client, episode, { change: 'relation-added', teamId, kind, reason, actingTeamId, practitionerId, now });
}

/** Ends a team's part. One transaction's worth. Throws `ActRefused`. */
export async function endRelation(
  client: Queryable,
  { relationId, practitionerId, now }: { relationId: string; practitionerId: string; now: number },
): Promise<void> {
  const episodeId = await findEpisodeOfRelation(client, relationId);
  const episode = episodeId === null ? null : await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-relation', 'There is no such team taking part now.');
  const actingTeamId = await decide(client, episode, { type: 'end', relationId }, { practitionerId, now });
  await refuseOpenTasks(client, relationId);
  const { rows } = await client.query<{ teamId: string; kind: RelationKind }>(
    `
      update relation set ended_by = $2,
        period = tstzrange(lower(period), greatest($3::timestamptz, lower(period) + interval '1 millisecond'))
      where id = $1 returning team_id as "teamId", kind
    `,
    [relationId, practitionerId, new Date(now)],
  );
  for (const { teamId, kind } of rows) {
    await tell(client, episode, { change: 'relation-ended', teamId, kind, actingTeamId, practitionerId, now });
  }
}

/** Which episode a relation is about; null for an unknown relation. */
export async function findEpisodeOfRelation(client: Queryable, relationId: string): Promise<string | null> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from relation where id = $1',
    [relationId],
  );
  return rows[0]?.episodeId ?? null;
}

/** A team that sees the episode no more would leave its tasks in nobody's list. */
async function refuseOpenTasks(client: Queryable, relationId: string): Promise<void> {
  const { rowCount } = await client.query(
    `
      select from task join relation on relation.episode_id = task.episode_id and relation.team_id = task.owner_team_id
      where relation.id = $1 and task.status not in ('done', 'cancelled') limit 1
    `,
    [relationId],
  );
  if (rowCount !== 0)
    throw refused('tasks-open', 'The team has open tasks here. Finish, cancel or release them first.');
}

async function decide(
  client: Queryable,
  episode: LockedEpisode,
  command: RelationCommand,
  { practitionerId, now }: { practitionerId: string; now: number },
): Promise<string> {
  const { actor } = await readActing(client, practitionerId);
  const { rows: relations } = await client.query<{ id: string; teamId: string; kind: RelationKind }>(
    `
      select id, team_id as "teamId", kind from relation
      where episode_id = $1 and (upper_inf(period) or upper(period) > $2::timestamptz)
    `,
    [episode.id, new Date(now)],
  );
  const state = { accountableTeamId: episode.accountable?.teamId ?? null, relations };
  return allowed(decideRelation(state, command, actor)).teamId;
}

async function tell(
  client: Queryable,
  episode: LockedEpisode,
  given: {
    change: 'relation-added' | 'relation-ended';
    teamId: string;
    kind: RelationKind;
    reason?: string;
    actingTeamId: string;
    practitionerId: string;
    now: number;
  },
): Promise<void> {
  const { change, teamId, kind, reason, actingTeamId, practitionerId, now } = given;
  await appendChanges(client, [
    {
      kind: change,
      occurredAt: now,
      patientId: episode.patientId,
      episodeId: episode.id,
      practitionerId,
      teamId: actingTeamId,
      data: { relatedTeamId: teamId, relation: kind, ...(reason === undefined ? {} : { reason }) },
    },
  ]);
}
