import type { RefusedEvent } from '@samvakt/triage';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { iso } from '../reading/fragment.ts';
import { makeRoom } from './begun.ts';
import type { Folded } from './fold.ts';
import type { EpisodeTriage } from './state.ts';

/*
 * What triage remembers of a patient may be such that it cannot be read: a fault of ours. What comes of the patient is then set aside, and triage cannot be told. The
 * episode is shown as not known until triage has been told, which opens a review as for everything else that is set aside.
 */

/** Remembers beside the state, which is not touched, that something of these patients was not judged. In the caller's transaction. */
export async function markUnjudged(
  client: Queryable,
  patientIds: readonly string[],
  { deviceId, now }: { deviceId: string; now: number },
): Promise<void> {
  const running = await client.query<{ id: string }>(
    'select id from episode where patient_id = any ($1::uuid[]) and upper_inf(period)',
    [patientIds],
  );
  await makeRoom(
    client,
    running.rows.map(({ id }) => id),
    now,
  );
  const { rows } = await client.query<{ episodeId: string; patientId: string }>(
    `
      with concerned as (
        select triage_state.episode_id, episode.patient_id
        from triage_state join episode on episode.id = triage_state.episode_id
        where episode.patient_id = any ($1::uuid[]) and upper_inf(episode.period)
        order by triage_state.episode_id for update of triage_state
      )
      update triage_state set unjudged_since = least(unjudged_since, $2::timestamptz)
      from concerned where concerned.episode_id = triage_state.episode_id
      returning triage_state.episode_id as "episodeId", concerned.patient_id as "patientId"
    `,
    [patientIds, new Date(now)],
  );
  await appendChanges(
    client,
    rows.map((concerned) => ({ kind: 'message-quarantined', occurredAt: now, deviceId, ...concerned })),
  );
}

/** What triage is told of it as soon as it can be: that something came then, nobody knows what. */
export function unjudgedEvent({ unjudgedSince }: EpisodeTriage, now: number): RefusedEvent | null {
  if (unjudgedSince === null) return null;
  return { type: 'refused', metric: null, code: 'store-refused', at: unjudgedSince, receivedAt: now };
}

/** Since when something that came of an episode could not be judged; ISO, null where nothing is so. */
export async function readUnjudgedSince(client: Queryable, episodeId: string): Promise<string | null> {
  const { rows } = await client.query<{ since: string | null }>(
    `select ${iso('unjudged_since')} as since from triage_state where episode_id = $1`,
    [episodeId],
  );
  return rows[0]?.since ?? null;
}

/** Triage has been told. */
export async function clearUnjudged(client: Queryable, judged: readonly Folded[]): Promise<void> {
  const told = judged.flatMap(({ episode }) => (episode.unjudgedSince === null ? [] : episode.episodeId));
  if (told.length === 0) return;
  await client.query('update triage_state set unjudged_since = null where episode_id = any ($1::uuid[])', [told]);
}
