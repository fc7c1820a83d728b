import type { RunReason } from '@samvakt/care';
import type { Queryable } from '../database.ts';
import { cancelLook, scheduleLook } from './job.ts';

/** A run of an alert's escalation and why it begins. */
export type RunBegun = { readonly alertId: string; readonly reason: RunReason };

/**
 * Begins runs of alerts' escalation, each as `beginRun` of @samvakt/care says, and sets their timers at once. In the transaction that made the alert
 * nobody's: so there is no open alert without a timer, and no timer of an alert that rolled back. Who is told is decided when the timer fires.
 * No alert may stand twice among them.
 */
export async function beginEscalations(
  client: Queryable,
  { runs, now }: { runs: readonly RunBegun[]; now: number },
): Promise<void> {
  if (runs.length === 0) return;
  await Promise.all([
    client.query(
      `
        insert into escalation as standing (alert_id, run, reason, started_at, status, wanted_at, due_at)
        select id, 1, reason, $3, 'waiting', $3, $3 from unnest($1::uuid[], $2::text[]) as given (id, reason) order by id
        on conflict (alert_id) do update set run = standing.run + 1, reason = excluded.reason, started_at = $3, status = 'waiting', wanted_at = $3,
          due_at = $3, told_cover = null, team_id = null, policy_version = null, severity = null, round = 0, step = 0
      `,
      [runs.map(({ alertId }) => alertId), runs.map(({ reason }) => reason), new Date(now)],
    ),
    scheduleLook(client, { alertIds: runs.map(({ alertId }) => alertId), at: now }),
  ]);
}

/** The same of every open alert of an episode: it has another team. */
export async function beginEscalationsOfEpisode(
  client: Queryable,
  { episodeId, reason, now }: { episodeId: string; reason: RunReason; now: number },
): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select id from alert where episode_id = $1 and status <> 'resolved' order by id`,
    [episodeId],
  );
  await beginEscalations(client, { runs: rows.map(({ id }) => ({ alertId: id, reason })), now });
}

/** Somebody has the alert, or has closed it. */
export async function stopEscalation(client: Queryable, alertId: string): Promise<void> {
  await client.query(`update escalation set status = 'stopped', wanted_at = null, due_at = null where alert_id = $1`, [
    alertId,
  ]);
  await cancelLook(client, alertId);
}

/** The pauses of an episode have changed: what is held back is looked at now. What a new pause holds is found when its timer fires. */
export async function lookAtHeld(
  client: Queryable,
  { episodeId, now }: { episodeId: string; now: number },
): Promise<void> {
  const { rows } = await client.query<{ alertId: string }>(
    `
      update escalation set due_at = $2 from alert
      where alert.id = alert_id and alert.episode_id = $1 and escalation.status = 'held'
      returning alert_id as "alertId"
    `,
    [episodeId, new Date(now)],
  );
  if (rows.length > 0) await scheduleLook(client, { alertIds: rows.map(({ alertId }) => alertId), at: now });
}
