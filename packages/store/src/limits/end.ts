import { LimitsSchema } from '@samvakt/triage';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { readOwn } from '../own/unreadable.ts';
import { numberIn } from '../reading/fragment.ts';
import { scheduleTicks } from '../tickJob.ts';
import { scheduleLimitsEnd } from './jobs.ts';

/**
 * What the timer does when limits end: the feed tells it once, and triage judges by the protocol's own numbers from now. That they have ended
 * does not depend on it: whoever reads them compares their end with the clock. `stale`: newer limits are in force, or it was told already.
 */
export async function tellLimitsEnd(
  client: Queryable,
  { episodeId, version, now }: { episodeId: string; version: number; now: number },
): Promise<'told' | 'stale' | 'early'> {
  const episode = await enterEpisode(client, episodeId, now);
  if (episode?.accountable == null) return 'stale';
  const { rows } = await client.query<{ version: number; body: unknown; told: boolean }>(
    `
      select version, body, end_told_at is not null as told from limits
      where episode_id = $1 order by version desc limit 1
    `,
    [episodeId],
  );
  const [newest] = rows;
  if (newest === undefined || newest.version !== version || newest.told) return 'stale';
  const { until, values } = readOwn(LimitsSchema, newest.body, { episodeId, setting: 'limits' });
  // Who has gone back to the protocol's own numbers has nothing that could end.
  if (until === null || Object.keys(values).length === 0) return 'stale';
  if (now < until) {
    await scheduleLimitsEnd(client, { episodeId, version, at: until });
    return 'early';
  }
  await client.query('update limits set end_told_at = $3 where episode_id = $1 and version = $2', [
    episodeId,
    version,
    new Date(now),
  ]);
  await scheduleTicks(client, [{ episodeId, at: now }]);
  await appendChanges(client, [
    {
      kind: 'limits-ended',
      occurredAt: now,
      patientId: episode.patientId,
      episodeId,
      teamId: episode.accountable.teamId,
      data: { version, values },
    },
  ]);
  return 'told';
}

const UNTOLD = "end_told_at is null and limits.body -> 'values' <> '{}'::jsonb";

/** The version of a patient's newest limits that have ended by `now` and whose end nobody has told; null where there is none. */
export async function readUntoldLimitsEnd(client: Queryable, episodeId: string, now: number): Promise<number | null> {
  const { rows } = await client.query<{ version: number }>(
    `
      select version from limits where episode_id = $1 and ${UNTOLD} and ${numberIn('body', 'until')} <= $2
        and version = (select max(version) from limits where episode_id = $1)
    `,
    [episodeId, now],
  );
  return rows[0]?.version ?? null;
}

/** Limits that ended before `before` (epoch milliseconds) and whose end nobody has told: what the queue has lost. */
export async function readUntoldLimitsEnds(
  client: Queryable,
  before: number,
): Promise<{ episodeId: string; version: number }[]> {
  const { rows } = await client.query<{ episodeId: string; version: number }>(
    `
      select limits.episode_id as "episodeId", limits.version from limits
      join episode on episode.id = limits.episode_id and upper_inf(episode.period)
      where ${UNTOLD} and ${numberIn('limits.body', 'until')} < $1
        and not exists (select from limits as newer where newer.episode_id = limits.episode_id and newer.version > limits.version)
      limit 1000
    `,
    [before],
  );
  return rows;
}
