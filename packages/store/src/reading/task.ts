import { mayOnTask } from '@samvakt/care';
import type { Task } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from './fragment.ts';

type Row = Omit<Task, 'may'> & { accountableTeamId: string | null };

const TASK = `
  select task.id, task.episode_id as "episodeId",
    jsonb_build_object('id', patient.id, 'name', patient.given_name || ' ' || patient.family_name,
      'birthDate', patient.birth_date::text, 'gender', patient.gender) as patient,
    episode.condition, task.kind, task.text, task.origin, task.alert_id as "alertId", task.handover_id as "handoverId",
    ${teamBy('task.owner_team_id')} as "ownerTeam", ${practitionerBy('task.person_id')} as person,
    ${iso('task.due_at')} as "dueAt", task.status = 'open' and task.due_at <= $1 as overdue, task.status,
    ${practitionerBy('task.created_by')} as "createdBy", ${iso('task.created_at')} as "createdAt",
    ${practitionerBy('task.closed_by')} as "closedBy", ${iso('task.closed_at')} as "closedAt",
    task.outcome_note as "outcomeNote", task.version,
    (select team_id from responsibility where episode_id = task.episode_id and period @> $1::timestamptz) as "accountableTeamId"
  from task
  join episode on episode.id = task.episode_id
  join patient on patient.id = episode.patient_id
`;

/** Who asks (own teams), and when (epoch milliseconds): what is overdue and what one may do with it depend on both. */
export type TaskReader = { teamIds: readonly string[]; now: number };

/** One task as the reader sees it; null where there is none. */
export async function readTask(client: Queryable, taskId: string, reader: TaskReader): Promise<Task | null> {
  const { rows } = await client.query<Row>(`${TASK} where task.id = $2`, [new Date(reader.now), taskId]);
  return rows.map((row) => shown(row, reader))[0] ?? null;
}

/** The tasks of one follow-up: open ones by due time, then those closed at or after `closedSince`, newest first. */
export async function readTasksOfEpisode(
  client: Queryable,
  { episodeId, closedSince, ...reader }: TaskReader & { episodeId: string; closedSince: number },
): Promise<Task[]> {
  const { rows } = await client.query<Row>(
    `
      ${TASK}
      where task.episode_id = $2 and (task.status = 'open' or task.closed_at >= $3)
      order by task.status = 'open' desc, case when task.status = 'open' then task.due_at end, task.closed_at desc, task.id
    `,
    [new Date(reader.now), episodeId, new Date(closedSince)],
  );
  return rows.map((row) => shown(row, reader));
}

/** The open tasks of some teams, overdue ones first, then by due time. */
export async function readOpenTasksOfTeams(
  client: Queryable,
  { ownerTeamIds, ...reader }: TaskReader & { ownerTeamIds: readonly string[] },
): Promise<Task[]> {
  const { rows } = await client.query<Row>(
    `${TASK} where task.owner_team_id = any ($2::uuid[]) and task.status = 'open' order by task.due_at, task.id`,
    [new Date(reader.now), ownerTeamIds],
  );
  return rows.map((row) => shown(row, reader));
}

/** Which follow-up a task is of; null for an unknown task. */
export async function findEpisodeOfTask(client: Queryable, taskId: string): Promise<string | null> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from task where id = $1',
    [taskId],
  );
  return rows[0]?.episodeId ?? null;
}

function shown({ accountableTeamId, ...task }: Row, { teamIds }: TaskReader): Task {
  const { status, ownerTeam } = task;
  return { ...task, may: mayOnTask({ status, ownerTeamId: ownerTeam.id, accountableTeamId }, teamIds) };
}
