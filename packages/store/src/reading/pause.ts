import { type Pause, PauseScopeSchema } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy } from './fragment.ts';

/** A pause as it is stored; the words of its scope are made of the protocol by whoever shows it. */
export type PauseRow = Omit<Pause, 'scopeText'>;

/** Whether it can be said what a pause is about. */
export const isScopeReadable = ({ scope }: PauseRow): boolean => PauseScopeSchema.safeParse(scope).success;

const PAUSE = `
  select pause.id, pause.episode_id as "episodeId", pause.scope, pause.includes_red as "includesRed", pause.reason, pause.note,
    ${practitionerBy('pause.set_by')} as "setBy", ${iso('pause.set_at')} as "setAt", ${iso('pause.starts_at')} as "startsAt",
    ${iso('pause.ends_at')} as "endsAt", ${iso('pause.ended_at')} as "endedAt", ${practitionerBy('pause.ended_by')} as "endedBy",
    pause.version
  from pause
`;

/** The pauses of these episodes that run or are planned at `now`, by their beginning. */
export async function readPauses(
  client: Queryable,
  { episodeIds, now }: { episodeIds: readonly string[]; now: number },
): Promise<PauseRow[]> {
  const { rows } = await client.query<PauseRow>(
    `
      ${PAUSE}
      where pause.episode_id = any ($1::uuid[]) and pause.ended_at is null and pause.ends_at > $2
      order by pause.starts_at, pause.id
    `,
    [episodeIds, new Date(now)],
  );
  return rows;
}

/** One pause, also one that is over; null where there is none. */
export async function readPause(client: Queryable, pauseId: string): Promise<PauseRow | null> {
  const { rows } = await client.query<PauseRow>(`${PAUSE} where pause.id = $1`, [pauseId]);
  return rows[0] ?? null;
}
