import { FORMER_ACCESS_MS } from '@samvakt/care';
import type { LocalizedText } from '@samvakt/contract';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { addJobs } from '../job.ts';
import { lockEpisode } from '../responsibility.ts';

/** The owner sees the follow-up by nothing that lets it do the task: neither accountable nor supporting now ($1), nor accountable since $2. */
const UNSEEN = `
  task.status = 'open'
  and not exists (
    select from responsibility as held where held.episode_id = task.episode_id and held.team_id = task.owner_team_id
      and (held.period @> $1::timestamptz or (upper(held.period) > $2::timestamptz and lower(held.period) <= $1::timestamptz))
  )
  and not exists (
    select from relation where relation.episode_id = task.episode_id and relation.team_id = task.owner_team_id
      and relation.kind = 'supporting' and relation.period @> $1::timestamptz
  )
`;

const bounds = (now: number): Date[] => [new Date(now), new Date(now - FORMER_ACCESS_MS)];

/**
 * A team that sees the follow-up no more would keep its open tasks in a list that nobody reads: they become the accountable team's, unclaimed, with
 * a line in its feed. Under the locks of the episode.
 */
export async function moveUnseenTasks(client: Queryable, episodeId: string, now: number): Promise<number> {
  const { rows } = await client.query<{
    taskId: string;
    kind: string;
    text: LocalizedText;
    patientId: string;
    fromTeamId: string;
    toTeamId: string;
  }>(
    `
      with unseen as (
        select task.id, task.owner_team_id as from_team_id, accountable.team_id as to_team_id, patient_id
        from task join episode on episode.id = task.episode_id
          join responsibility as accountable on accountable.episode_id = episode.id and accountable.period @> $1::timestamptz
        where task.episode_id = $3 and ${UNSEEN}
        order by task.id for update of task
      )
      update task set owner_team_id = to_team_id, person_id = null, version = version + 1
      from unseen where unseen.id = task.id
      returning task.id as "taskId", kind, text, patient_id as "patientId", from_team_id as "fromTeamId", to_team_id as "toTeamId"
    `,
    [...bounds(now), episodeId],
  );
  await appendChanges(
    client,
    rows.map(({ taskId, kind, text, patientId, fromTeamId, toTeamId }) => ({
      kind: 'task-moved',
      occurredAt: now,
      patientId,
      episodeId,
      teamId: toTeamId,
      data: { taskId, task: kind, text, fromTeamId, toTeamId, reason: 'owner-sees-no-more' },
    })),
  );
  return rows.length;
}

/** The task that the timers room runs when a former team loses sight of a follow-up, with `{ episodeId }`; it calls `endTaskSight`. */
export const TASK_SIGHT_TASK = 'task-sight-end';

/** Enqueued in the transaction by which the responsibility passes, or when it takes effect. `at`: when the team ceased to be accountable. */
export async function scheduleTaskSight(
  client: Queryable,
  { episodeId, teamId, at }: { episodeId: string; teamId: string; at: number },
): Promise<void> {
  const key = `${TASK_SIGHT_TASK}:${episodeId}:${teamId}`;
  await addJobs(client, [{ task: TASK_SIGHT_TASK, payload: { episodeId }, at: at + FORMER_ACCESS_MS, key }]);
}

/** What that timer does. `stale`: there is nothing to move, because all is done, or the team has come back, or the timer is early and the sweep follows. */
export async function endTaskSight(
  client: Queryable,
  { episodeId, now }: { episodeId: string; now: number },
): Promise<'moved' | 'stale'> {
  await lockEpisode(client, episodeId, now);
  return (await moveUnseenTasks(client, episodeId, now)) === 0 ? 'stale' : 'moved';
}

/** Running episodes with tasks whose owner saw them no more before `before` (epoch milliseconds): what the queue has lost. */
export async function readEpisodesOfUnseenTasks(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ episodeId: string }>(
    `
      select distinct task.episode_id as "episodeId" from task join episode on episode.id = task.episode_id
      where upper_inf(episode.period) and ${UNSEEN} limit 1000
    `,
    bounds(before),
  );
  return rows.map(({ episodeId }) => episodeId);
}
