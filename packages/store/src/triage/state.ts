import type { TriageState } from '@samvakt/triage';
import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';

/** Per metric code: the newest measurement. `at`: epoch milliseconds; `value` in the canonical unit. */
export type LastSeen = Record<string, { at: number; value: number }>;

/** What triage remembers of one active episode, locked until the transaction ends. */
export type EpisodeTriage = {
  episodeId: string;
  patientId: string;
  startedAt: number;
  protocolId: string;
  protocolVersion: number;
  limitsVersion: number | null;
  /** Null when the episode was started without any; it is then made at the first reading. */
  state: TriageState | null;
  lastSeen: LastSeen;
  /** When the tick job is due. */
  nextTickAt: number | null;
};

/**
 * Locks the triage states of active episodes, in the order of their ids (so that two batches wait for each other instead of deadlocking), and
 * reads them with what judges them. A reading is judged in each of the patient's episodes.
 */
export function lockTriageOfPatients(client: Queryable, patientIds: readonly string[]): Promise<EpisodeTriage[]> {
  return lockTriage(client, 'lock-triage-of-patients', 'patient_id', patientIds);
}

export function lockTriageOfEpisodes(client: Queryable, episodeIds: readonly string[]): Promise<EpisodeTriage[]> {
  return lockTriage(client, 'lock-triage-of-episodes', 'id', episodeIds);
}

type Row = Omit<EpisodeTriage, 'startedAt' | 'nextTickAt' | 'lastSeen'> & {
  startedAt: Date;
  nextTickAt: Date | null;
  lastSeen: LastSeen | null;
};

async function lockTriage(
  client: Queryable,
  name: string,
  column: 'id' | 'patient_id',
  ids: readonly string[],
): Promise<EpisodeTriage[]> {
  const { rows } = await client.query<Row>({
    name,
    text: `
      with active as (
        select id, patient_id, lower(period) as started_at, protocol_id, protocol_version,
          (select max(version) from limits where episode_id = episode.id) as limits_version
        from episode where ${column} = any ($1::uuid[]) and upper_inf(period)
      ), locked as (
        select episode_id, state, last_seen, next_tick_at from triage_state
        where episode_id in (select id from active)
        order by episode_id for update
      )
      select active.id as "episodeId", active.patient_id as "patientId", started_at as "startedAt", protocol_id as "protocolId",
        protocol_version as "protocolVersion", limits_version as "limitsVersion", locked.state, locked.last_seen as "lastSeen",
        locked.next_tick_at as "nextTickAt"
      from active left join locked on locked.episode_id = active.id
      order by active.id
    `,
    values: [plainColumn(ids)],
  });
  return rows.map(({ startedAt, nextTickAt, lastSeen, ...row }) => ({
    ...row,
    startedAt: startedAt.getTime(),
    nextTickAt: nextTickAt?.getTime() ?? null,
    lastSeen: lastSeen ?? {},
  }));
}

export async function writeTriage(
  client: Queryable,
  episodes: readonly (EpisodeTriage & { state: TriageState })[],
  now: number,
): Promise<void> {
  if (episodes.length === 0) return;
  await client.query({
    name: 'write-triage',
    text: `
      insert into triage_state (episode_id, state, last_seen, protocol_id, protocol_version, limits_version, next_tick_at, updated_at)
      select episode_id, state, last_seen, protocol_id, protocol_version, limits_version, to_timestamp(next_tick_ms / 1000.0), $8
      from unnest($1::uuid[], $2::jsonb[], $3::jsonb[], $4::text[], $5::integer[], $6::integer[], $7::double precision[])
        as given (episode_id, state, last_seen, protocol_id, protocol_version, limits_version, next_tick_ms)
      on conflict (episode_id) do update set
        state = excluded.state, last_seen = excluded.last_seen, protocol_id = excluded.protocol_id,
        protocol_version = excluded.protocol_version, limits_version = excluded.limits_version,
        next_tick_at = excluded.next_tick_at, updated_at = excluded.updated_at
    `,
    values: [
      plainColumn(episodes.map((episode) => episode.episodeId)),
      textColumn(episodes.map((episode) => JSON.stringify(episode.state))),
      textColumn(episodes.map((episode) => JSON.stringify(episode.lastSeen))),
      textColumn(episodes.map((episode) => episode.protocolId)),
      plainColumn(episodes.map((episode) => episode.protocolVersion)),
      plainColumn(episodes.map((episode) => episode.limitsVersion ?? 'null')),
      plainColumn(episodes.map((episode) => episode.nextTickAt ?? 'null')),
      new Date(now),
    ],
  });
}
