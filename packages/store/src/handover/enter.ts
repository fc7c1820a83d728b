import type { Queryable } from '../database.ts';
import { type LockedEpisode, lockEpisode } from '../responsibility.ts';
import { settleOverdue } from './settle.ts';

/**
 * The one door to an episode, for every act of a person and every timer: takes its locks, and first does what a timer that has not run should
 * have done. Who comes in finds the state as it would be had every timer fired to the millisecond. Null: no such episode.
 *
 * Only what ends a handover goes past it (`act.ts`), because it is what settling itself calls; it judges the deadline of that handover by itself.
 */
export async function enterEpisode(client: Queryable, episodeId: string, now: number): Promise<LockedEpisode | null> {
  const episode = await lockEpisode(client, episodeId, now);
  if (episode !== null) await settleOverdue(client, episodeId, now);
  return episode;
}
