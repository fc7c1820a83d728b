import type { WhatIf } from '@samvakt/triage';
import type { Database, Queryable } from '../database.ts';
import type { Replayer } from '../whatIf/replayer.ts';
import type { TrialResult } from './read.ts';

/**
 * Carries a trial out, one patient after the other, each in a thread beside the event loop, and writes each result when it is there: that is the
 * progress, and where another worker goes on. A trial that has been cancelled is left between two patients. `clock`: epoch milliseconds.
 */
export async function runProtocolTrial(
  { pool }: Pick<Database, 'pool'>,
  given: { trialId: string; replayer: Pick<Replayer, 'ask'>; clock: () => number; signal: AbortSignal },
): Promise<'done' | 'stale'> {
  const { trialId, replayer, clock, signal } = given;
  const trial = await begin(pool, trialId);
  if (trial === null) return 'stale';
  const { protocolId: id, protocolVersion: version, days, askedAt: now } = trial;
  for (;;) {
    const episodeId = await nextEpisode(pool, trialId);
    if (episodeId === null) break;
    const proposed = { type: 'protocol', id, version } as const;
    const answer = await replayer.ask({ episodeId, days, now: now.getTime(), proposed }, signal);
    const [result, present, failure] = answer.ok
      ? [resultOf(answer.whatIf), answer.present, null]
      : [null, null, answer.reason];
    await pool.query(
      'update protocol_trial_episode set result = $3, present = $4, failure = $5 where trial_id = $1 and episode_id = $2',
      [trialId, episodeId, result && JSON.stringify(result), present && JSON.stringify(present), failure],
    );
  }
  const { rowCount } = await pool.query(
    `update protocol_trial set status = 'done', ended_at = $2 where id = $1 and status = 'running'`,
    [trialId, new Date(clock())],
  );
  return rowCount === 1 ? 'done' : 'stale';
}

type Begun = { protocolId: string; protocolVersion: number; days: number; askedAt: Date };

async function begin(client: Queryable, trialId: string): Promise<Begun | null> {
  const { rows } = await client.query<Begun>(
    `
      update protocol_trial set status = 'running' where id = $1 and status in ('queued', 'running')
      returning protocol_id as "protocolId", protocol_version as "protocolVersion", days, asked_at as "askedAt"
    `,
    [trialId],
  );
  return rows[0] ?? null;
}

/** One that has not been done; null when all have, or the trial is not running any more. */
async function nextEpisode(client: Queryable, trialId: string): Promise<string | null> {
  const { rows } = await client.query<{ episodeId: string }>(
    `
      select episode_id as "episodeId" from protocol_trial_episode join protocol_trial on protocol_trial.id = trial_id
      where trial_id = $1 and status = 'running' and result is null and protocol_trial_episode.failure is null
      order by episode_id limit 1
    `,
    [trialId],
  );
  return rows[0]?.episodeId ?? null;
}

function resultOf({ readings, present, proposed, gained, lost, changed, events }: WhatIf): TrialResult {
  const warned = (lead: number | null) => lead !== null;
  return {
    readings,
    present,
    proposed,
    gained: gained.length,
    lost: lost.length,
    changed: changed.length,
    events: events.length,
    warnedPresent: events.filter(({ presentLead }) => warned(presentLead)).length,
    warnedProposed: events.filter(({ proposedLead }) => warned(proposedLead)).length,
  };
}
