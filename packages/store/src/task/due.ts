import type { LocalizedText } from '@samvakt/contract';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { scheduleTaskDue } from './dueJob.ts';

type Row = {
  kind: string;
  text: LocalizedText;
  ownerTeamId: string;
  dueAt: Date;
  open: boolean;
  told: boolean;
};

/**
 * What the timer does at a task's due time: it writes a line in the feed, so that screens are told. Whether a task is overdue is computed when it is
 * read, with or without this. `stale`: it is closed, gone or told already. `early`: two machines' clocks differ; the timer is set again.
 */
export async function tellOverdue(
  client: Queryable,
  { taskId, now }: { taskId: string; now: number },
): Promise<'told' | 'stale' | 'early'> {
  const { rows: found } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from task where id = $1',
    [taskId],
  );
  const episode = found[0] === undefined ? null : await enterEpisode(client, found[0].episodeId, now);
  if (episode === null) return 'stale';
  const { rows } = await client.query<Row>(
    `
      select kind, text, owner_team_id as "ownerTeamId", due_at as "dueAt", status = 'open' as open, overdue_told_at is not null as told
      from task where id = $1 for update
    `,
    [taskId],
  );
  const [task] = rows;
  if (task === undefined || !task.open || task.told) return 'stale';
  if (now < task.dueAt.getTime()) {
    await scheduleTaskDue(client, [{ taskId, dueAt: task.dueAt.getTime() }]);
    return 'early';
  }
  // No act on the task, so its version stays: it must not stand in the way of the person who is just closing it.
  await client.query('update task set overdue_told_at = $2 where id = $1', [taskId, new Date(now)]);
  await appendChanges(client, [
    {
      kind: 'task-overdue',
      occurredAt: now,
      patientId: episode.patientId,
      episodeId: episode.id,
      teamId: task.ownerTeamId,
      data: { taskId, task: task.kind, text: task.text, dueAt: task.dueAt.toISOString() },
    },
  ]);
  return 'told';
}

/** Open tasks that were due before `before` (epoch milliseconds) and of which the feed has not been told: what the queue has lost. */
export async function readUntoldOverdueTasks(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `
      select id from task where status = 'open' and overdue_told_at is null and due_at < $1
      order by due_at limit 1000
    `,
    [new Date(before)],
  );
  return rows.map((row) => row.id);
}
