import { describe, expect, test } from 'vitest';
import { DAY, DEADLINE, HOUR, oneHomeEach, STARTED_AT } from '../../test/oneHomeEach.ts';
import { overdueSweep } from './sweep.ts';

const on = oneHomeEach(6);
const { alerts, at, measure, tick } = on;

/** The job in the queue and the instant in our own table must agree. */
async function timer(): Promise<number | null> {
  const { rows } = await on.db.pool.query<{ run_at: Date; next_tick_at: Date | null }>(
    `select jobs.run_at, next_tick_at from triage_state
     left join graphile_worker.jobs on jobs.key = 'triage-tick:' || episode_id where episode_id = $1`,
    [on.patient.episodeId],
  );
  expect(rows[0]?.run_at).toEqual(rows[0]?.next_tick_at);
  return rows[0]?.next_tick_at?.getTime() ?? null;
}

describe('the triage tick', () => {
  test('of a new follow-up is set for the first deadline, and silence then becomes an alert', async () => {
    expect(await timer()).toBe(STARTED_AT + DEADLINE);
    await tick(STARTED_AT + DEADLINE - 1);
    expect(await alerts()).toEqual([]);
    await tick(STARTED_AT + DEADLINE);
    expect(await alerts()).toEqual([{ rule_id: 'no-saturation', status: 'open', outcome: null }]);
    await tick(STARTED_AT + DEADLINE + DAY);
    expect(await alerts()).toHaveLength(1);
  });

  test('that has become stale does nothing but set itself anew', async () => {
    await measure(STARTED_AT + 20 * HOUR);
    // The reading moved the deadline away; that costs no work in the queue until the timer fires.
    expect(await timer()).toBe(STARTED_AT + DEADLINE);
    await tick(STARTED_AT + DEADLINE);
    expect(await alerts()).toEqual([]);
    expect(await timer()).toBe(STARTED_AT + 20 * HOUR + DEADLINE);
  });

  test('is followed by a reading that closes the alert by its rule, and the timer is set again', async () => {
    await tick(STARTED_AT + DEADLINE);
    await measure(STARTED_AT + DEADLINE + HOUR);
    expect(await alerts()).toMatchObject([{ status: 'resolved', outcome: 'cleared-by-rule' }]);
    expect(await timer()).toBe(STARTED_AT + DEADLINE + HOUR + DEADLINE);
  });

  test('of an episode that has ended does nothing', async () => {
    await on.database.transaction(async (client) => {
      await client.query('update responsibility set period = tstzrange(lower(period), $2) where episode_id = $1', [
        on.patient.episodeId,
        new Date(STARTED_AT + HOUR),
      ]);
      await client.query('update episode set period = tstzrange(lower(period), $2) where id = $1', [
        on.patient.episodeId,
        new Date(STARTED_AT + HOUR),
      ]);
    });
    await tick(STARTED_AT + DEADLINE);
    expect(await alerts()).toEqual([]);
  });

  test('that the queue has lost is found by the sweep', async () => {
    await on.db.pool.query('select graphile_worker.remove_job($1)', [`triage-tick:${on.patient.episodeId}`]);
    expect(await overdueSweep(at(STARTED_AT + DEADLINE))).toBe(0);
    expect(await overdueSweep(at(STARTED_AT + DEADLINE + HOUR))).toBeGreaterThan(0);
    expect(await alerts()).toMatchObject([{ rule_id: 'no-saturation', status: 'open' }]);
    expect(await overdueSweep(at(STARTED_AT + DEADLINE + HOUR))).toBe(0);
  });
});
