import { randomUUID } from 'node:crypto';
import type { LocalizedText } from '@samvakt/contract';
import type { Protocol } from '@samvakt/triage';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import type { StoredAlert } from '../triage/decide.ts';
import { cancelTaskDue } from './dueJob.ts';
import { insertTasks, type TaskToInsert } from './insert.ts';

/** An alert that has just been opened, raised or closed by its rule, and the protocol that judged it. */
export type JudgedAlert = { episodeId: string; patientId: string; protocol: Protocol; alert: StoredAlert };

/**
 * What rules ask people to do: a task of the accountable team for an alert that is severe enough, once per alert whatever becomes of either. Most
 * rules ask for none, and then nothing is read or written.
 */
export async function addTasksOfRules(client: Queryable, judged: readonly JudgedAlert[], now: number): Promise<void> {
  const asked = judged.flatMap(({ episodeId, patientId, protocol, alert }) => {
    const task = protocol.rules.find(({ id }) => id === alert.ruleId)?.task;
    const severe = task !== undefined && (task.from === 'yellow' || alert.severity === 'red');
    return severe && alert.status !== 'resolved' ? [{ episodeId, patientId, alert, task }] : [];
  });
  if (asked.length === 0) return;
  // What has moved while the lock was waited for has moved, as in `lockEpisode`.
  const { rows } = await client.query<{ episodeId: string; teamId: string }>(
    `
      select distinct on (responsibility.episode_id) responsibility.episode_id as "episodeId", team_id as "teamId"
      from responsibility left join handover on handover.id = handover_id
      where responsibility.episode_id = any ($1::uuid[])
        and (lower(period) <= $2::timestamptz or handover.status is distinct from 'scheduled')
      order by responsibility.episode_id, lower(period) desc
    `,
    [asked.map(({ episodeId }) => episodeId), new Date(now)],
  );
  const accountable = new Map(rows.map(({ episodeId, teamId }) => [episodeId, teamId]));
  const tasks = asked.flatMap(({ episodeId, patientId, alert, task }): TaskToInsert[] => {
    const ownerTeamId = accountable.get(episodeId);
    if (ownerTeamId === undefined) return [];
    const origin = { type: 'rule', alertId: alert.id } as const;
    const { kind, text, within } = task;
    return [
      { id: randomUUID(), episodeId, patientId, kind, text, ownerTeamId, personId: null, dueAt: now + within, origin },
    ];
  });
  await insertTasks(client, tasks, { now, practitionerId: null, teamId: null });
}

/** What a rule asked for is not needed any more when the rule itself has closed its alert, unless somebody is on it. */
export async function cancelTasksOfRules(
  client: Queryable,
  judged: readonly JudgedAlert[],
  now: number,
): Promise<void> {
  const closed = judged.filter(
    ({ protocol, alert }) =>
      alert.outcome === 'cleared-by-rule' && protocol.rules.find(({ id }) => id === alert.ruleId)?.task !== undefined,
  );
  if (closed.length === 0) return;
  const { rows } = await client.query<{
    taskId: string;
    alertId: string;
    kind: string;
    text: LocalizedText;
    teamId: string;
  }>(
    `
      with moot as (
        select id from task where alert_id = any ($1::uuid[]) and status = 'open' and person_id is null order by id for update
      )
      update task set status = 'cancelled', closed_at = $2, version = version + 1 from moot where moot.id = task.id
      returning task.id as "taskId", alert_id as "alertId", kind, text, owner_team_id as "teamId"
    `,
    [closed.map(({ alert }) => alert.id), new Date(now)],
  );
  if (rows.length === 0) return;
  await cancelTaskDue(
    client,
    rows.map(({ taskId }) => taskId),
  );
  const about = new Map(closed.map(({ alert, episodeId, patientId }) => [alert.id, { episodeId, patientId }]));
  await appendChanges(
    client,
    rows.map(({ taskId, alertId, kind, text, teamId }) => ({
      kind: 'task-cancelled',
      occurredAt: now,
      ...about.get(alertId),
      alertId,
      teamId,
      data: { taskId, task: kind, text, outcome: 'cleared-by-rule' },
    })),
  );
}
