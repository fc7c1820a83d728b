import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { addJobs } from '../job.ts';
import { lockEpisode } from '../responsibility.ts';

/** What a team has asked for and got in another way, or can get no more, is not asked for any longer. `teamId` null: whoever asked. */
export async function lapseRequests(
  client: Queryable,
  { episodeId, teamId, now }: { episodeId: string; teamId: string | null; now: number },
): Promise<void> {
  await client.query(
    `
      update handover_request set status = 'lapsed', version = version + 1, decided_at = $3
      where episode_id = $1 and ($2::uuid is null or team_id = $2) and status = 'open'
    `,
    [episodeId, teamId, new Date(now)],
  );
}

/** Nobody has answered in time: both teams are told. Under the locks of the episode. */
export async function lapseOverdueRequests(client: Queryable, episodeId: string, now: number): Promise<number> {
  const { rows } = await client.query<{ requestId: string; askingTeamId: string; patientId: string }>(
    `
      update handover_request set status = 'lapsed', version = version + 1, decided_at = deadline_at
      from episode
      where episode_id = $1 and status = 'open' and deadline_at <= $2 and episode.id = episode_id
      returning handover_request.id as "requestId", team_id as "askingTeamId", patient_id as "patientId"
    `,
    [episodeId, new Date(now)],
  );
  await appendChanges(
    client,
    rows.map(({ patientId, ...about }) => ({
      kind: 'handover-request-lapsed',
      occurredAt: now,
      patientId,
      episodeId,
      teamId: about.askingTeamId,
      data: about,
    })),
  );
  return rows.length;
}

/** The task that the timers room runs at the deadline of a request, with `{ requestId }`; it calls `lapseRequest`. */
export const HANDOVER_REQUEST_LAPSE_TASK = 'handover-request-lapse';

/** Enqueued in the transaction of the request. */
export async function scheduleLapse(
  client: Queryable,
  { requestId, at }: { requestId: string; at: number },
): Promise<void> {
  const key = `${HANDOVER_REQUEST_LAPSE_TASK}:${requestId}`;
  await addJobs(client, [{ task: HANDOVER_REQUEST_LAPSE_TASK, payload: { requestId }, at, key }]);
}

/**
 * What the timer does at the deadline of a request. `stale`: it was answered, or is gone. `early`: two machines' clocks differ; the timer is set
 * again.
 */
export async function lapseRequest(
  client: Queryable,
  { requestId, now }: { requestId: string; now: number },
): Promise<'lapsed' | 'stale' | 'early'> {
  const { rows } = await client.query<{ episodeId: string; status: string; deadlineAt: Date }>(
    'select episode_id as "episodeId", status, deadline_at as "deadlineAt" from handover_request where id = $1',
    [requestId],
  );
  const [request] = rows;
  if (request === undefined || request.status !== 'open') return 'stale';
  if (now < request.deadlineAt.getTime()) {
    await scheduleLapse(client, { requestId, at: request.deadlineAt.getTime() });
    return 'early';
  }
  await lockEpisode(client, request.episodeId, now);
  return (await lapseOverdueRequests(client, request.episodeId, now)) === 0 ? 'stale' : 'lapsed';
}

/** Requests whose deadline passed before `before` (epoch milliseconds) and that nobody has marked: what the queue has lost. */
export async function readOverdueRequests(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from handover_request where status = 'open' and deadline_at < $1 order by deadline_at limit 1000`,
    [new Date(before)],
  );
  return rows.map(({ id }) => id);
}
