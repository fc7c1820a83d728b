import type { Queryable } from '../database.ts';
import { failProtocolTrial } from './fail.ts';
import { scheduleTrial } from './job.ts';

/*
 * A trial takes minutes, so the timer that any act leaves would say nothing of it. Its worker gives a sign of life with every patient, and a patient takes half a
 * minute at most: who has not been heard for longer is gone, whatever the queue believes for four hours. The trial is then asked for again under the
 * same key, which lets the queue forget the old job, and another worker goes on where it was left.
 */

/** Several times what one patient may take. */
const GONE_AFTER_MS = 2 * 60_000;
/** A trial that is not done in a day is not done any more. */
const AT_MOST_MS = 24 * 60 * 60_000;

/** Takes up the trials whose worker is gone, and ends those that cannot be done. Gives how many there were. */
export async function takeUpLostTrials(client: Queryable, now: number): Promise<number> {
  const { rows } = await client.query<{ id: string; askedAt: Date }>(
    `
      select id, asked_at as "askedAt" from protocol_trial
      where status in ('queued', 'running') and coalesce(heard_at, asked_at) < $1
      order by asked_at for update skip locked
    `,
    [new Date(now - GONE_AFTER_MS)],
  );
  for (const { id, askedAt } of rows) {
    if (now - askedAt.getTime() > AT_MOST_MS)
      await failProtocolTrial(client, { trialId: id, failure: 'not-done-in-a-day', now });
    else {
      await client.query('update protocol_trial set heard_at = $2 where id = $1', [id, new Date(now)]);
      await scheduleTrial(client, id);
    }
  }
  return rows.length;
}
