import type { WhatIf } from '@samvakt/triage';
import type { Database, Queryable } from '../database.ts';
import type { WhatIfAnswer, WhatIfQuestion } from '../whatIf/answer.ts';
import { type Replayer, ReplayRefused } from '../whatIf/replayer.ts';
import { failProtocolTrial } from './fail.ts';
import type { TrialResult } from './read.ts';

/**
 * Carries a trial out, one patient after the other, each in a thread beside the event loop, and writes each result when it is there: that is the
 * progress, a sign of life, and where another worker goes on. A trial that has been cancelled is left between two patients. `lastAttempt`: the queue will
 * not try again, so that what goes wrong ends the trial. `clock`: epoch milliseconds.
 */
export async function runProtocolTrial(
  { pool }: Pick<Database, 'pool'>,
  given: {
    trialId: string;
    replayer: Pick<Replayer, 'ask'>;
    clock: () => number;
    signal: AbortSignal;
    lastAttempt: boolean;
  },
): Promise<'done' | 'stale'> {
  const { trialId, clock, signal, lastAttempt } = given;
  try {
    return await replayAll(pool, given);
  } catch (error) {
    // A service that is asked to stop leaves the trial to the next one.
    if (lastAttempt && !signal.aborted) {
      await failProtocolTrial(pool, { trialId, failure: 'given-up', now: clock() });
    }
    throw error;
  }
}

async function replayAll(
  pool: Database['pool'],
  given: { trialId: string; replayer: Pick<Replayer, 'ask'>; clock: () => number; signal: AbortSignal },
): Promise<'done' | 'stale'> {
  const { trialId, replayer, clock, signal } = given;
  const trial = await begin(pool, trialId, clock());
  if (trial === null) return 'stale';
  const { protocolId: id, protocolVersion: version, days, askedAt: now } = trial;
  for (;;) {
    const episodeId = await nextEpisode(pool, trialId);
    if (episodeId === null) break;
    const proposed = { type: 'protocol', id, version } as const;
    const answer = await askForOne(replayer, { episodeId, days, now: now.getTime(), proposed }, signal);
    const [result, present, failure] = answer.ok
      ? [resultOf(answer.whatIf), answer.present, null]
      : [null, null, answer.reason];
    await pool.query(
      'update protocol_trial_episode set result = $3, present = $4, failure = $5 where trial_id = $1 and episode_id = $2',
      [trialId, episodeId, result && JSON.stringify(result), present && JSON.stringify(present), failure],
    );
    await pool.query('update protocol_trial set heard_at = $2 where id = $1', [trialId, new Date(clock())]);
  }
  const { rowCount } = await pool.query(
    `update protocol_trial set status = 'done', ended_at = $2 where id = $1 and status = 'running'`,
    [trialId, new Date(clock())],
  );
  return rowCount === 1 ? 'done' : 'stale';
}

type Begun = { protocolId: string; protocolVersion: number; days: number; askedAt: Date };

/** One patient who takes too much is told as such, and does not end the trial for the others. */
async function askForOne(
  replayer: Pick<Replayer, 'ask'>,
  question: WhatIfQuestion,
  signal: AbortSignal,
): Promise<WhatIfAnswer | { ok: false; reason: 'took-too-long' }> {
  try {
    return await replayer.ask(question, signal);
  } catch (error) {
    if (error instanceof ReplayRefused && error.reason !== 'too-many-waiting')
      return { ok: false, reason: error.reason };
    throw error;
  }
}

async function begin(client: Queryable, trialId: string, now: number): Promise<Begun | null> {
  const { rows } = await client.query<Begun>(
    `
      update protocol_trial set status = 'running', heard_at = $2 where id = $1 and status in ('queued', 'running')
      returning protocol_id as "protocolId", protocol_version as "protocolVersion", days, asked_at as "askedAt"
    `,
    [trialId, new Date(now)],
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
