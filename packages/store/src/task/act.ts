import { decideNewTask, decideTask, type TaskCommand, type TaskEffect, type TaskState } from '@samvakt/care';
import type { TaskKind } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { allowed, refused, refusingBroken } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { demandAdded, isAdded } from './added.ts';
import { cancelTaskDue } from './dueJob.ts';
import { insertTasks } from './insert.ts';
import { readInvolvedTeamIds } from './involved.ts';
import { type LockedTask, lockTask } from './row.ts';

/** Something to be done that a person writes down. Instants are epoch milliseconds. */
export type NewTask = {
  /** The new task's id. Again under it nothing is done. */
  taskId: string;
  episodeId: string;
  kind: TaskKind;
  text: string;
  /** The accountable team when left out. */
  ownerTeamId?: string | undefined;
  personId?: string | null | undefined;
  dueAt: number;
  practitionerId: string;
  now: number;
};

/** Adds a task to a follow-up, with the timer of its due time. One transaction's worth. Throws `ActRefused`. */
export async function addTask(client: Queryable, task: NewTask): Promise<void> {
  const { taskId, episodeId, kind, text, dueAt, practitionerId, now } = task;
  const episode = await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  const accountableTeamId = episode.accountable?.teamId ?? null;
  const ownerTeamId = task.ownerTeamId ?? accountableTeamId ?? '';
  const personId = task.personId ?? null;
  const added = { ...task, personId };
  if (await isAdded(client, added)) return;
  const { actor } = await readActing(client, practitionerId);
  const state = {
    accountableTeamId,
    involvedTeamIds: await readInvolvedTeamIds(client, episodeId, now),
    ownerTeamMemberIds: personId === null ? [] : await readMemberIds(client, ownerTeamId),
  };
  allowed(decideNewTask(state, { ownerTeamId, personId, dueAt }, { now, actor }));
  await refusingBroken(() =>
    insertTasks(
      client,
      [
        {
          id: taskId,
          episodeId,
          patientId: episode.patientId,
          kind,
          text: { nb: text, en: text },
          ownerTeamId,
          personId,
          dueAt,
          origin: { type: 'person' },
        },
      ],
      { now, practitionerId, teamId: accountableTeamId },
    ),
  );
  // Another under the same id, of this follow-up or another, has kept this one out.
  await demandAdded(client, added);
}

/** Which task, who, when (epoch milliseconds), and the version that the person saw. */
export type TaskAct = { taskId: string; version: number; practitionerId: string; now: number };

/** Says that one will do it. One transaction's worth. Throws `ActRefused`, with the name of a colleague who has it. */
export function claimTask(client: Queryable, act: TaskAct): Promise<TaskState> {
  return actOnTask(client, act, { type: 'claim', version: act.version });
}

/** Puts it back; anybody of the owner team may. Throws `ActRefused`. */
export function releaseTask(client: Queryable, act: TaskAct): Promise<TaskState> {
  return actOnTask(client, act, { type: 'release', version: act.version });
}

/** It is done; the note says how it went. Throws `ActRefused`. */
export function finishTask(client: Queryable, act: TaskAct & { note?: string | undefined }): Promise<TaskState> {
  return actOnTask(client, act, { type: 'finish', version: act.version, note: act.note });
}

/** It will not be done, with the reason. Throws `ActRefused`. */
export function cancelTask(client: Queryable, act: TaskAct & { note: string }): Promise<TaskState> {
  return actOnTask(client, act, { type: 'cancel', version: act.version, note: act.note });
}

async function actOnTask(client: Queryable, act: TaskAct, command: TaskCommand): Promise<TaskState> {
  const { taskId, practitionerId, now } = act;
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from task where id = $1',
    [taskId],
  );
  // A task's episode never changes, so it may be read before the locks that it leads to.
  const episode = rows[0] === undefined ? null : await enterEpisode(client, rows[0].episodeId, now);
  if (episode === null) throw refused('no-such-task', 'There is no such task.');
  const task = await lockTask(client, taskId, episode.accountable?.teamId ?? null);
  const { actor, name } = await readActing(client, practitionerId);
  const { next, effects } = allowed(decideTask(task.state, command, { now, actor, actorName: name }));
  if (next !== task.state) await writeTask(client, { act, task, next, command });
  for (const effect of effects) {
    if (effect.type === 'cancel-due-timer') await cancelTaskDue(client, [taskId]);
    else await announce(client, { act, task, episode, kind: effect.kind });
  }
  return next;
}

async function writeTask(
  client: Queryable,
  { act, task, next, command }: { act: TaskAct; task: LockedTask; next: TaskState; command: TaskCommand },
): Promise<void> {
  const note = command.type === 'finish' || command.type === 'cancel' ? (command.note?.trim() ?? '') : '';
  const { rowCount } = await client.query(
    `
      update task set status = $3, version = $4, person_id = $5, closed_by = $6, closed_at = $7, outcome_note = $8
      where id = $1 and version = $2
    `,
    [
      act.taskId,
      task.state.version,
      next.status,
      next.version,
      next.claim?.practitionerId ?? null,
      next.closed === null ? null : act.practitionerId,
      next.closed === null ? null : new Date(next.closed.at),
      note === '' ? null : note,
    ],
  );
  if (rowCount !== 1) throw refused('version-moved-on', 'The task has changed since it was read. Read it again.');
}

async function announce(
  client: Queryable,
  about: {
    act: TaskAct;
    task: LockedTask;
    episode: LockedEpisode;
    kind: Extract<TaskEffect, { type: 'announce' }>['kind'];
  },
): Promise<void> {
  const { act, task, episode, kind } = about;
  await appendChanges(client, [
    {
      kind,
      occurredAt: act.now,
      patientId: episode.patientId,
      episodeId: episode.id,
      practitionerId: act.practitionerId,
      teamId: task.state.ownerTeamId,
      data: { taskId: act.taskId, task: task.kind, text: task.text },
    },
  ]);
}

async function readMemberIds(client: Queryable, teamId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'select practitioner_id as id from team_membership where team_id = $1',
    [teamId],
  );
  return rows.map(({ id }) => id);
}
