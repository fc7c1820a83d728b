import type { Queryable } from '../database.ts';

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
