import type { LocalizedText, TaskKind } from '@samvakt/contract';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { scheduleTaskDue } from './dueJob.ts';

/** A task to be written; instants are epoch milliseconds. */
export type TaskToInsert = {
  id: string;
  episodeId: string;
  patientId: string;
  kind: TaskKind;
  text: LocalizedText;
  ownerTeamId: string;
  personId: string | null;
  dueAt: number;
  origin:
    | { type: 'person' }
    | { type: 'rule'; alertId: string }
    /** `place`: which action of the letter, from 0. */
    | { type: 'handover'; handoverId: string; place: number };
};

/** Writes tasks with their timers and their lines in the feed. One alert or one action of a letter never makes two: the second is left out. */
export async function insertTasks(
  client: Queryable,
  tasks: readonly TaskToInsert[],
  { now, practitionerId, teamId }: { now: number; practitionerId: string | null; teamId: string | null },
): Promise<void> {
  if (tasks.length === 0) return;
  const { rows } = await client.query<{ id: string }>(
    `
      insert into task (id, episode_id, kind, text, owner_team_id, person_id, due_at, origin, alert_id, handover_id, place, created_by, created_at)
      select id, episode_id, kind, text, owner_team_id, person_id, to_timestamp(due_ms / 1000.0), origin, alert_id, handover_id, place, $12, $13
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::uuid[], $6::uuid[], $7::double precision[], $8::text[], $9::uuid[],
          $10::uuid[], $11::smallint[])
        as given (id, episode_id, kind, text, owner_team_id, person_id, due_ms, origin, alert_id, handover_id, place)
      on conflict do nothing
      returning id
    `,
    [
      tasks.map(({ id }) => id),
      tasks.map(({ episodeId }) => episodeId),
      tasks.map(({ kind }) => kind),
      tasks.map(({ text }) => JSON.stringify(text)),
      tasks.map(({ ownerTeamId }) => ownerTeamId),
      tasks.map(({ personId }) => personId),
      tasks.map(({ dueAt }) => dueAt),
      tasks.map(({ origin }) => origin.type),
      tasks.map(({ origin }) => (origin.type === 'rule' ? origin.alertId : null)),
      tasks.map(({ origin }) => (origin.type === 'handover' ? origin.handoverId : null)),
      tasks.map(({ origin }) => (origin.type === 'handover' ? origin.place : null)),
      practitionerId,
      new Date(now),
    ],
  );
  const written = new Set(rows.map(({ id }) => id));
  const added = tasks.filter(({ id }) => written.has(id));
  if (added.length === 0) return;
  await scheduleTaskDue(
    client,
    added.map(({ id, dueAt }) => ({ taskId: id, dueAt })),
  );
  await appendChanges(
    client,
    added.map(({ id, episodeId, patientId, kind, text, ownerTeamId, dueAt, origin }) => ({
      kind: 'task-added',
      occurredAt: now,
      patientId,
      episodeId,
      alertId: origin.type === 'rule' ? origin.alertId : undefined,
      handoverId: origin.type === 'handover' ? origin.handoverId : undefined,
      practitionerId: practitionerId ?? undefined,
      teamId: teamId ?? undefined,
      data: { taskId: id, task: kind, text, ownerTeamId, dueAt: new Date(dueAt).toISOString(), origin: origin.type },
    })),
  );
}
