import type { PauseRecord } from '@samvakt/care';
import type { Queryable } from '../database.ts';

type Row = Omit<PauseRecord, 'startsAt' | 'endsAt' | 'ended'> & {
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  endedByName: string | null;
};

/** The pauses of an episode that nobody has ended and no timer has marked as over. The caller holds the lock of the episode. */
export async function readStandingPauses(client: Queryable, episodeId: string): Promise<PauseRecord[]> {
  const { rows } = await client.query<Row>(
    `${PAUSE} where episode_id = $1 and ended_at is null order by starts_at, id`,
    [episodeId],
  );
  return rows.map(recordOf);
}

/** One pause, as it is under the lock of its episode, which the caller holds. */
export async function readPauseRecord(client: Queryable, pauseId: string): Promise<PauseRecord | null> {
  const { rows } = await client.query<Row>(`${PAUSE} where id = $1`, [pauseId]);
  return rows[0] === undefined ? null : recordOf(rows[0]);
}

/** Which episode a pause belongs to; null for an unknown pause. It never changes, so it may be read before the locks that it leads to. */
export async function findEpisodeOfPause(client: Queryable, pauseId: string): Promise<string | null> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from pause where id = $1',
    [pauseId],
  );
  return rows[0]?.episodeId ?? null;
}

const PAUSE = `
  select id, scope, includes_red as "includesRed", reason, note, starts_at as "startsAt", ends_at as "endsAt", version,
    began_at is not null as begun, ended_at as "endedAt",
    (select name from practitioner where practitioner.id = pause.set_by) as "setBy",
    (select name from practitioner where practitioner.id = pause.ended_by) as "endedByName"
  from pause
`;

function recordOf({ startsAt, endsAt, endedAt, endedByName, ...row }: Row): PauseRecord {
  return {
    ...row,
    startsAt: startsAt.getTime(),
    endsAt: endsAt.getTime(),
    ended: endedAt === null ? null : { by: endedByName, at: endedAt.getTime() },
  };
}
