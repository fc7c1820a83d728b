import { decidePauseTurn, nextTurn } from '@samvakt/care';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { ActRefused } from '../refused.ts';
import { carryOut } from './carryOut.ts';
import { findEpisodeOfPause, readPauseRecord } from './row.ts';
import { schedulePauseTurn } from './turnJob.ts';

/**
 * What the timer does when a pause begins or ends: the feed says so, and the alerts that it held back are told of. What is shown was right
 * before, since it is reckoned from the pause itself when it is read. `stale`: it was ended, or is gone, and nothing happens. `early`: its
 * end was moved, or two machines' clocks differ; the timer is set again.
 */
export async function turnPause(
  client: Queryable,
  { pauseId, now }: { pauseId: string; now: number },
): Promise<'turned' | 'stale' | 'early'> {
  const episodeId = await findEpisodeOfPause(client, pauseId);
  const episode = episodeId === null ? null : await enterEpisode(client, episodeId, now);
  const pause = episode === null ? null : await readPauseRecord(client, pauseId);
  if (episode === null || pause === null) return 'stale';
  const decision = decidePauseTurn(pause, now);
  if (decision.ok) {
    await carryOut(client, { ...decision, before: pause, episode, practitionerId: null, now });
    return 'turned';
  }
  if (decision.code === 'pause-over') return 'stale';
  if (decision.code !== 'turn-not-come') throw new ActRefused(decision);
  await schedulePauseTurn(client, { pauseId, at: nextTurn(pause) });
  return 'early';
}

/** Pauses whose beginning or end passed before `before` (epoch milliseconds) and that no timer has marked: what the queue has lost. */
export async function readOverduePauses(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `
      select id from pause
      where ended_at is null and (case when began_at is null then starts_at else ends_at end) < $1
      order by (case when began_at is null then starts_at else ends_at end) limit 1000
    `,
    [new Date(before)],
  );
  return rows.map((row) => row.id);
}
