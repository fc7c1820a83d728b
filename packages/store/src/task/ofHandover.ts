import { randomUUID } from 'node:crypto';
import type { HandoverAction, LocalizedText } from '@samvakt/contract';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { insertTasks } from './insert.ts';

/** The acceptance that moves or adds tasks: which episode, who accepted, when (epoch milliseconds). */
type Acceptance = { episodeId: string; patientId: string; practitionerId: string | null; now: number };
type Parties = { fromTeamId: string; toTeamId: string };

/** The sender's open tasks become the receiver's. Who had one is of the other team, so it is anybody's of the new one. */
export async function moveTasks(
  client: Queryable,
  { fromTeamId, toTeamId }: Parties,
  { episodeId, patientId, practitionerId, now }: Acceptance,
): Promise<void> {
  const { rows } = await client.query<{ taskId: string; kind: string; text: LocalizedText }>(
    `
      with held as (
        select id from task where episode_id = $1 and owner_team_id = $2 and status = 'open' order by id for update
      )
      update task set owner_team_id = $3, person_id = null, version = version + 1
      from held where held.id = task.id
      returning task.id as "taskId", kind, text
    `,
    [episodeId, fromTeamId, toTeamId],
  );
  await appendChanges(
    client,
    rows.map(({ taskId, kind, text }) => ({
      kind: 'task-moved',
      occurredAt: now,
      patientId,
      episodeId,
      practitionerId: practitionerId ?? undefined,
      teamId: toTeamId,
      data: { taskId, task: kind, text, fromTeamId, toTeamId },
    })),
  );
}

/** Every action of the letter becomes a task, once. */
export async function addTasksOfLetter(
  client: Queryable,
  { handoverId, fromTeamId, toTeamId }: Parties & { handoverId: string },
  { episodeId, patientId, practitionerId, now }: Acceptance,
): Promise<void> {
  const { rows } = await client.query<{ actions: HandoverAction[] | null }>(
    `select isbar -> 'actions' as actions from handover where id = $1`,
    [handoverId],
  );
  const actions = rows[0]?.actions ?? [];
  await insertTasks(
    client,
    actions.map(({ kind, text, owner, dueAt }, place) => ({
      id: randomUUID(),
      episodeId,
      patientId,
      kind,
      text: { nb: text, en: text },
      ownerTeamId: owner === 'sender' ? fromTeamId : toTeamId,
      personId: null,
      dueAt: Date.parse(dueAt),
      origin: { type: 'handover', handoverId, place },
    })),
    { now, practitionerId, teamId: toTeamId },
  );
}
