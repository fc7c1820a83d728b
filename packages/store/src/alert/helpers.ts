import type { AlertHelpers } from '@samvakt/care';
import { readCoverNow } from '../cover/cover.ts';
import type { Queryable } from '../database.ts';
import type { LockedEpisode } from '../responsibility.ts';
import type { LockedAlert } from './row.ts';

/** Which teams may do something with an alert beside the accountable one, at the instant `now`. */
export async function readHelpers(
  client: Queryable,
  { alert, episode, now }: { alert: LockedAlert; episode: LockedEpisode; now: number },
): Promise<AlertHelpers> {
  if (episode.accountable === null) return { coveringTeamId: null, coveringUntil: null, supportingTeamIds: [] };
  const { rows } = await client.query<{ teamId: string }>(
    `select team_id as "teamId" from relation where episode_id = $1 and kind = 'supporting' and period @> $2::timestamptz`,
    [episode.id, new Date(now)],
  );
  const { teamId } = episode.accountable;
  const cover = alert.severity === 'red' ? await readCoverNow(client, { teamId, now }) : null;
  return {
    coveringTeamId: cover?.by === 'covering-team' ? cover.teamId : null,
    coveringUntil: cover?.by === 'covering-team' ? cover.until : null,
    supportingTeamIds: rows.map((row) => row.teamId),
  };
}
