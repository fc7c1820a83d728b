import { FORMER_ACCESS_MS } from '@samvakt/care';
import type { Queryable } from '../database.ts';

/**
 * Teams beside the accountable one that can be given a task of a follow-up: those that support it now, and those that held it within the time
 * that a former team may read. Who is only informed is asked nothing.
 */
export async function readInvolvedTeamIds(client: Queryable, episodeId: string, now: number): Promise<string[]> {
  const { rows } = await client.query<{ teamId: string }>(
    `
      select team_id as "teamId" from responsibility where episode_id = $1 and upper(period) > $2
      union
      select team_id from relation where episode_id = $1 and kind = 'supporting' and period @> $3::timestamptz
    `,
    [episodeId, new Date(now - FORMER_ACCESS_MS), new Date(now)],
  );
  return rows.map(({ teamId }) => teamId);
}
