import type { Queryable } from '../database.ts';
import { moveUnseenTasks } from '../task/sight.ts';
import { expireHandover } from './expire.ts';
import { lapseOverdueRequests } from './lapse.ts';
import { lockOpenHandover } from './row.ts';
import { takeEffect } from './takeEffect.ts';

/**
 * Does what a timer that has not run should have done: ends an offer and a request whose deadline has passed, and carries out what comes with a
 * scheduled handover whose time has come, and gives the tasks of a team that sees the follow-up no more to the accountable one. So a timer service that stands still is in nobody's way. Under the locks of the episode.
 */
export async function settleOverdue(client: Queryable, episodeId: string, now: number): Promise<void> {
  await lapseOverdueRequests(client, episodeId, now);
  const open = await lockOpenHandover(client, episodeId);
  if (open?.status === 'offered' && open.deadlineAt <= now) await expireHandover(client, { handoverId: open.id, now });
  if (open?.status === 'scheduled' && open.effectiveAt !== null && open.effectiveAt <= now) {
    await takeEffect(client, { handoverId: open.id, now });
  }
  await moveUnseenTasks(client, episodeId, now);
}
