import { oneEach, registerPopulation } from '@samvakt/harness';
import { Logger, runOnce } from 'graphile-worker';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createTimersService } from './service.ts';

const startedAt = Date.parse('2026-03-01T08:00:00Z');
const on = oneEach(async (database) => (await registerPopulation(database, { patients: 3, startedAt })).patients, {
  applicationName: 'timers under test',
  onError: () => {},
});

async function alerts() {
  const { rows } = await on.db.pool.query('select rule_id, status from alert where episode_id = $1', [
    on.own.episodeId,
  ]);
  return rows;
}

/** By the clock of the queue: with another, what is due by the one and not by the other would be put back and taken again without end. */
describe('the service', () => {
  test('runs what is due by its own clock, and leaves when asked', async () => {
    const timers = createTimersService({ database: on.database, log: pino({ level: 'silent' }), now: Date.now });
    await on.db.pool.query(`select graphile_worker.add_job('triage-tick', json_build_object('episodeId', $1::text))`, [
      on.own.episodeId,
    ]);
    await timers.start();
    await expect.poll(alerts).toMatchObject([{ rule_id: 'no-saturation', status: 'open' }]);
    await timers.stop();
    const { rows } = await on.db.pool.query(
      `select count(*)::int as count from graphile_worker.jobs where locked_at is not null`,
    );
    expect(rows).toEqual([{ count: 0 }]);
  });

  test('goes on when the database has cut its connections', async () => {
    const timers = createTimersService({ database: on.database, log: pino({ level: 'silent' }), now: Date.now });
    await timers.start();
    await on.db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'timers under test' and datname = current_database()`,
    );
    await on.db.pool.query(`select graphile_worker.add_job('triage-tick', json_build_object('episodeId', $1::text))`, [
      on.own.episodeId,
    ]);
    await expect.poll(alerts).toMatchObject([{ rule_id: 'no-saturation', status: 'open' }]);
    await timers.stop();
  });
});

test('a job in the queue reaches its task with the payload that was enqueued', async () => {
  const seen: unknown[] = [];
  await on.db.pool.query(
    `select graphile_worker.add_job('triage-tick', json_build_object('episodeId', $1::text), run_at => $2, job_key => $3)`,
    [on.own.episodeId, new Date(0), `triage-tick:${on.own.episodeId}`],
  );
  const taskList = { 'triage-tick': (payload: unknown) => void seen.push(payload) };
  // Not the service's own connections: another test has cut them.
  await runOnce({ pgPool: on.db.pool, taskList, logger: new Logger(() => () => {}) });
  expect(seen).toContainEqual({ episodeId: on.own.episodeId });
});
