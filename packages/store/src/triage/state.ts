import { storedForm, type TriageState } from '@samvakt/triage';
import { JSON_BETWEEN, jsonTexts, plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { StateCache } from './stateCache.ts';

/** Per metric code: the newest measurement. `at`: epoch milliseconds; `value` in the canonical unit. */
type LastSeen = Record<string, { at: number; value: number }>;

/** What triage remembers of one active episode, locked until the transaction ends. */
export type EpisodeTriage = {
  episodeId: string;
  patientId: string;
  startedAt: number;
  protocolId: string;
  protocolVersion: number;
  limitsVersion: number | null;
  /** Changes with every act on a pause of the episode; 0 while it has had none. */
  pausesVersion: number;
  /** The newest version of the patient's own measuring plan; 0 while there has been none. */
  planVersion: number;
  /** Null where the episode has none and triage has been given nothing of it yet; it is then made at the first event. */
  state: TriageState | null;
  lastSeen: LastSeen;
  /** When the tick job is due. */
  nextTickAt: number | null;
  /** When a protocol version or limits last were put in force; null while what the episode began with judges. */
  settingSince: number | null;
  /** The transaction that wrote the state, and the instant as of which it was written; null when there is none. */
  writtenBy: string | null;
  writtenAt: number | null;
  /** The latest instant of what triage has been given: see the column. When the follow-up began, where it has been given nothing. */
  givenUntil: number;
  /** Since when something that came could neither be judged nor told to triage; null where nothing is so. */
  unjudgedSince: number | null;
};

/**
 * Locks the triage states of active episodes, in the order of their ids (so that two batches wait for each other instead of deadlocking), and
 * reads them with what judges them. A reading is judged in each of the patient's episodes.
 */
export function lockTriageOfPatients(
  client: Queryable,
  patientIds: readonly string[],
  states: StateCache,
): Promise<EpisodeTriage[]> {
  return lockTriage(client, 'patient_id', patientIds, states);
}

export function lockTriageOfEpisodes(
  client: Queryable,
  episodeIds: readonly string[],
  states: StateCache,
): Promise<EpisodeTriage[]> {
  return lockTriage(client, 'id', episodeIds, states);
}

/** The same without their locks: for those who write nothing, in one snapshot. */
export function readTriageOfEpisodes(
  client: Queryable,
  episodeIds: readonly string[],
  states: StateCache,
): Promise<EpisodeTriage[]> {
  return readTriage(client, { column: 'id', lock: '' }, episodeIds, states);
}

/**
 * From when what is put in force at `now` judges: the first millisecond after all that triage has been given of the episode by then. Without it nobody could tell by
 * which of two settings of one instant a reading of that instant was judged. The caller holds the lock of the state. Epoch milliseconds.
 */
export async function readInForceFrom(
  client: Queryable,
  { episodeId, now }: { episodeId: string; now: number },
): Promise<number> {
  const { rows } = await client.query<{ from: Date }>(
    `
      select greatest($2::timestamptz, setting_since, updated_at + interval '1 millisecond') as from
      from triage_state where episode_id = $1
    `,
    [episodeId, new Date(now)],
  );
  return rows[0]?.from.getTime() ?? now;
}

/**
 * As of when an act of `now` is done whose instant triage judges by: not before what has been judged while it waited for the lock, which the caller holds. A
 * pause or a plan of that very instant changes nothing of what was due in it. Epoch milliseconds.
 */
export async function readActsFrom(
  client: Queryable,
  { episodeId, now }: { episodeId: string; now: number },
): Promise<number> {
  const { rows } = await client.query<{ from: Date }>(
    'select greatest($2::timestamptz, setting_since, updated_at) as from from triage_state where episode_id = $1',
    [episodeId, new Date(now)],
  );
  return rows[0]?.from.getTime() ?? now;
}

type Row = Omit<
  EpisodeTriage,
  'startedAt' | 'nextTickAt' | 'settingSince' | 'writtenAt' | 'givenUntil' | 'unjudgedSince' | 'lastSeen' | 'state'
> & {
  startedAt: Date;
  writtenAt: Date | null;
  givenUntil: Date | null;
  unjudgedSince: Date | null;
  nextTickAt: Date | null;
  settingSince: Date | null;
  lastSeen: LastSeen | null;
};

/*
 * What judges is read from the locked row. The rest of the statement sees what was committed before it began to wait for the lock; the row is read again when
 * the lock is there, so that a batch that has waited for a change of protocol or limits judges by what has changed.
 */
function lockTriage(
  client: Queryable,
  column: 'id' | 'patient_id',
  ids: readonly string[],
  states: StateCache,
): Promise<EpisodeTriage[]> {
  return readTriage(client, { column, lock: 'for update' }, ids, states);
}

async function readTriage(
  client: Queryable,
  which: Which,
  ids: readonly string[],
  states: StateCache,
): Promise<EpisodeTriage[]> {
  let rows = await readRows(client, which, ids);
  const missing = rows.filter(({ writtenBy }) => writtenBy === null).map(({ episodeId }) => episodeId);
  if (missing.length > 0 && which.lock !== '') {
    // Another may be beginning one of them: who has the episode is alone with it, and finds what the other has written.
    await client.query('select from episode where id = any ($1::uuid[]) order by id for no key update', [missing]);
    rows = await readRows(client, which, ids);
  }
  const read = await states.read(client, rows);
  return rows.map(
    ({ startedAt, nextTickAt, settingSince, writtenAt, givenUntil, unjudgedSince, lastSeen, ...row }) => ({
      ...row,
      settingSince: settingSince?.getTime() ?? null,
      writtenAt: writtenAt?.getTime() ?? null,
      givenUntil: (givenUntil ?? writtenAt ?? startedAt).getTime(),
      unjudgedSince: unjudgedSince?.getTime() ?? null,
      state: read.get(row.episodeId) ?? null,
      startedAt: startedAt.getTime(),
      nextTickAt: nextTickAt?.getTime() ?? null,
      lastSeen: lastSeen ?? {},
    }),
  );
}

type Which = { column: 'id' | 'patient_id'; lock: 'for update' | '' };

async function readRows(client: Queryable, { column, lock }: Which, ids: readonly string[]): Promise<Row[]> {
  const { rows } = await client.query<Row>({
    name: `${lock === '' ? 'read' : 'lock'}-triage-by-${column}`,
    text: `
      with active as (
        select id, patient_id, lower(period) as started_at, protocol_id, protocol_version,
          (select max(version) from limits where episode_id = episode.id) as limits_version
        from episode where ${column} = any ($1::uuid[]) and upper_inf(period)
      ), locked as (
        select episode_id, last_seen, next_tick_at, pauses_version, plan_version, written_by, protocol_id, protocol_version, limits_version, setting_since, updated_at, given_until, unjudged_since
        from triage_state
        where episode_id in (select id from active)
        order by episode_id ${lock}
      )
      select active.id as "episodeId", active.patient_id as "patientId", started_at as "startedAt",
        coalesce(locked.protocol_id, active.protocol_id) as "protocolId",
        coalesce(locked.protocol_version, active.protocol_version) as "protocolVersion",
        greatest(active.limits_version, locked.limits_version) as "limitsVersion", locked.last_seen as "lastSeen",
        locked.setting_since as "settingSince", locked.updated_at as "writtenAt", locked.given_until as "givenUntil",
        locked.unjudged_since as "unjudgedSince",
        coalesce(locked.pauses_version, (select sum(version) from pause where pause.episode_id = active.id), 0)::integer as "pausesVersion",
        coalesce(locked.plan_version, (select max(version) from measuring_plan where measuring_plan.episode_id = active.id), 0) as "planVersion",
        locked.next_tick_at as "nextTickAt", locked.written_by::text as "writtenBy"
      from active left join locked on locked.episode_id = active.id
      order by active.id
    `,
    values: [plainColumn(ids)],
  });
  return rows;
}

/** Writes what triage remembers now, and remembers it here too: see `StateCache`. */
export async function writeTriage(
  client: Queryable,
  episodes: readonly (EpisodeTriage & { state: TriageState })[],
  { now, states }: { now: number; states: StateCache },
): Promise<void> {
  if (episodes.length === 0) return;
  const known = episodes.filter((episode) => episode.writtenBy !== null);
  const fresh = episodes.filter((episode) => episode.writtenBy === null);
  const { rows } = await client.query<{ episodeId: string; writtenBy: string }>({
    name: 'write-triage',
    text: `
      update triage_state set state = given.state, last_seen = given.last_seen, protocol_id = given.protocol_id,
        protocol_version = given.protocol_version, limits_version = given.limits_version,
        next_tick_at = to_timestamp(given.next_tick_ms / 1000.0), given_until = to_timestamp(given.given_until_ms / 1000.0),
        updated_at = $9, written_by = pg_current_xact_id()
      from unnest(${COLUMNS}) as given (${GIVEN})
      where triage_state.episode_id = given.episode_id
      returning triage_state.episode_id as "episodeId", written_by::text as "writtenBy"
    `,
    values: [...columnsOf(known), new Date(now)],
  });
  const writtenBy = new Map(rows.map((row) => [row.episodeId, row.writtenBy]));
  for (const { episodeId, state } of known) states.remember(episodeId, writtenBy.get(episodeId), state);
  if (fresh.length === 0) return;
  await client.query(
    `
      insert into triage_state (episode_id, state, last_seen, protocol_id, protocol_version, limits_version, next_tick_at, given_until, updated_at,
        pauses_version, plan_version)
      select episode_id, state, last_seen, protocol_id, protocol_version, limits_version, to_timestamp(next_tick_ms / 1000.0),
        to_timestamp(given_until_ms / 1000.0), $9,
        coalesce((select sum(version) from pause where pause.episode_id = given.episode_id), 0),
        coalesce((select max(version) from measuring_plan where measuring_plan.episode_id = given.episode_id), 0)
      from unnest(${COLUMNS}) as given (${GIVEN})
    `,
    [...columnsOf(fresh), new Date(now)],
  );
}

const COLUMNS = `$1::uuid[], string_to_array($2, ${JSON_BETWEEN}), string_to_array($3, ${JSON_BETWEEN})::jsonb[], $4::text[],
        $5::integer[], $6::integer[], $7::double precision[], $8::double precision[]`;
const GIVEN =
  'episode_id, state, last_seen, protocol_id, protocol_version, limits_version, next_tick_ms, given_until_ms';

function columnsOf(episodes: readonly (EpisodeTriage & { state: TriageState })[]): string[] {
  return [
    plainColumn(episodes.map((episode) => episode.episodeId)),
    jsonTexts(episodes.map((episode) => storedForm(episode.state))),
    jsonTexts(episodes.map((episode) => episode.lastSeen)),
    textColumn(episodes.map((episode) => episode.protocolId)),
    plainColumn(episodes.map((episode) => episode.protocolVersion)),
    plainColumn(episodes.map((episode) => episode.limitsVersion ?? 'null')),
    plainColumn(episodes.map((episode) => episode.nextTickAt ?? 'null')),
    plainColumn(episodes.map((episode) => episode.givenUntil)),
  ];
}
