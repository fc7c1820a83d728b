import { FORMER_ACCESS_MS } from '@samvakt/care';
import type { Queryable } from '../database.ts';

/** Teams beside the accountable one that may see the follow-up and can so be given a task of it: those that held it within the time that a former team may read. */
export async function readInvolvedTeamIds(client: Queryable, episodeId: string, now: number): Promise<string[]> {
  const { rows } = await client.query<{ teamId: string }>(
    `
      select distinct team_id as "teamId" from responsibility
      where episode_id = $1 and upper(period) > $2
    `,
    [episodeId, new Date(now - FORMER_ACCESS_MS)],
  );
  return rows.map(({ teamId }) => teamId);
}
