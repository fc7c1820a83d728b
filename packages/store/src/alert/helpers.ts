import type { AlertHelpers, CoverNow } from '@samvakt/care';
import { readCoverNow } from '../cover/cover.ts';
import type { Queryable } from '../database.ts';
import { HoursUnreadable } from '../declaration/unreadable.ts';
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
  const cover = alert.severity === 'red' ? await readKnownCover(client, { teamId, now }) : null;
  return {
    coveringTeamId: cover?.by === 'covering-team' ? cover.teamId : null,
    coveringUntil: cover?.by === 'covering-team' ? cover.until : null,
    supportingTeamIds: rows.map((row) => row.teamId),
  };
}

/** Null also where that cannot be read: the team's own people act on red all the same, and nobody in their place. */
async function readKnownCover(client: Queryable, given: { teamId: string; now: number }): Promise<CoverNow | null> {
  try {
    return await readCoverNow(client, given);
  } catch (error) {
    if (error instanceof HoursUnreadable) return null;
    throw error;
  }
}
