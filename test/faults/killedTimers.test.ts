import type { EscalationPolicy } from '@samvakt/contract';
import {
  createTestDatabase,
  type Population,
  receivedFrom,
  registerPopulation,
  type TestDatabase,
} from '@samvakt/harness';
import { createTriageMemory, type Database, openDatabase, setEscalationPolicy, storeBatch } from '@samvakt/store';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buildGate } from './gate.ts';
import { killable } from './killable.ts';
import type { TimersOrder } from './processes/timers.ts';

/*
 * The timers are killed (SIGKILL) between the steps of an escalation and in the middle of them, and started again. What a killed worker had taken stays
 * taken in the queue for hours; the sweep finds it. No step may be lost, and none may be told twice.
 */

const HOUR = 3_600_000;
const PATIENTS = 6;

/** No step waits: the steps follow each other as fast as the timers run, so that a kill hits any of them. */
const POLICY: EscalationPolicy = {
  steps: [
    { afterMs: 0, target: 'on-duty', severities: ['red'] },
    ...Array.from({ length: 11 }, () => ({ afterMs: 0, target: 'team' as const, severities: ['red' as const] })),
  ],
  rounds: 2,
  answerMs: 1_000,
};
/** Nobody has the duty: that step is skipped. */
const TOLD_EACH = 11 * 2;

let db: TestDatabase;
let database: Database;
let population: Population;
const workers = killable<TimersOrder>(new URL('processes/timers.ts', import.meta.url));

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'test', onError: () => {} });
  const now = Date.now();
  population = await registerPopulation(database, { patients: PATIENTS, startedAt: now - HOUR });
  const set = {
    teamId: population.teamId,
    version: 0,
    policy: POLICY,
    reason: 'Of the test',
    practitionerId: null,
    now,
  };
  await database.transaction((client) => setEscalationPolicy(client, set));
});
afterEach(async () => {
  await workers.killAll();
});
afterAll(async () => {
  await database.stop();
  await db.end();
});

const TIMERS = 'timers to be killed';
const startTimers = () => workers.start({ connectionString: db.connectionString, applicationName: TIMERS });

/** A reading as ingest stores it: it opens a red alert, and with it the first timer, in one transaction. */
async function turnRed(deviceId: string): Promise<void> {
  const receivedAt = Date.now();
  const readings = [{ metric: 'oxygen-saturation', effectiveAt: receivedAt - 1_000, value: 80, unit: '%' } as const];
  const message = receivedFrom({ deviceId, readings, at: receivedAt });
  await database.transaction((client) =>
    storeBatch(client, [message], { now: receivedAt, memory: createTriageMemory() }),
  );
}

/** What is overdue is made hours overdue, and the sweep is asked for, as it comes by itself every five minutes. */
async function sweepHoursLater(): Promise<void> {
  await db.pool.query(`update escalation set due_at = due_at - interval '3 hours' where due_at is not null`);
  await db.pool.query(`select graphile_worker.add_job('overdue-sweep')`);
}

async function countTold(): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>('select count(*)::int as count from notification');
  return rows[0]?.count ?? 0;
}

async function statuses(): Promise<string[]> {
  const { rows } = await db.pool.query<{ status: string }>('select status from escalation order by alert_id');
  return rows.map(({ status }) => status);
}

test('killed again and again between the steps: every step is told once, and to the end', {
  timeout: 300_000,
}, async () => {
  for (const { deviceId } of population.patients) await turnRed(deviceId);
  expect(await statuses()).toEqual(Array.from({ length: PATIENTS }, () => 'waiting'));
  const gate = await buildGate(db.pool, { act: 'insert on notification', done: 'select count(*) from notification' });
  for (let kills = 0; kills < 5; kills += 1) {
    const before = await countTold();
    // With the tasks that run at once it cannot come to the end in five times.
    await gate.allow(before + 20);
    const worker = await startTimers();
    await sweepHoursLater();
    await expect.poll(countTold, { timeout: 60_000, interval: 1 }).toBeGreaterThan(before);
    await workers.kill(worker);
    await gate.forget(TIMERS);
  }
  expect(await countTold()).toBeLessThan(PATIENTS * TOLD_EACH);
  await gate.open();
  await startTimers();
  await sweepHoursLater();
  await expect.poll(statuses, { timeout: 60_000 }).toEqual(Array.from({ length: PATIENTS }, () => 'exhausted'));

  const { rows } = await db.pool.query<{ told: number; steps: number; skipped: number; over: number }>(`
    select (select count(*)::int from notification where alert_id = alert.id) as told,
      (select count(distinct (run, round, step))::int from notification where alert_id = alert.id) as steps,
      (select count(*)::int from change, jsonb_array_elements(data -> 'skipped') where kind = 'alert-escalated' and alert_id = alert.id) as skipped,
      (select count(*)::int from change where kind = 'alert-unanswered' and alert_id = alert.id) as over
    from alert
  `);
  expect(rows).toEqual(
    Array.from({ length: PATIENTS }, () => ({ told: TOLD_EACH, steps: TOLD_EACH, skipped: 2, over: 1 })),
  );
});
