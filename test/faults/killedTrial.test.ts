import { randomUUID } from 'node:crypto';
import {
  createTestDatabase,
  type Population,
  registerPopulation,
  TEST_PROTOCOL,
  type TestDatabase,
} from '@samvakt/harness';
import { type Database, openDatabase, registerProtocol, startProtocolTrial } from '@samvakt/store';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buildGate } from './gate.ts';
import { killable } from './killable.ts';
import type { TimersOrder } from './processes/timers.ts';

/*
 * The worker that tries a protocol version on a team's patients is killed (SIGKILL) in the middle, again and again. What it had taken stays taken in the queue
 * for hours; the sweep finds the trial by its missing sign of life. No patient may be left out, and none found differently from a trial that nobody disturbed.
 */
const DAY = 24 * 3_600_000;
const PATIENTS = 40;
/** Long enough for a replay to take its time. */
const READINGS = 3_000;
const DAYS = 30;
const KILLS = 3;

let db: TestDatabase;
let database: Database;
let population: Population;
const workers = killable<TimersOrder>(new URL('processes/timers.ts', import.meta.url));

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'test', onError: () => {} });
  const now = Date.now();
  population = await registerPopulation(database, { patients: PATIENTS, startedAt: now - (DAYS + 1) * DAY });
  const stricter = {
    ...TEST_PROTOCOL,
    version: 2,
    rules: TEST_PROTOCOL.rules.map((rule) =>
      rule.id === 'low-saturation'
        ? {
            ...rule,
            levels: {
              yellow: {
                when: { type: 'value' as const, metric: 'oxygen-saturation' as const, test: 'below' as const, set: 93 },
              },
            },
          }
        : rule,
    ),
  };
  await registerProtocol(db.pool, { protocol: stricter, registeredAt: now });
  // No two patients alike: a result that was written to the wrong one would show.
  await db.pool.query(
    `
      insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
      select patient.id, 'oxygen-saturation', $1::timestamptz + place * $2::interval, patient.device,
        case when (place + patient.number) % (40 + patient.number) = 0 then 91 else 96 end, $1::timestamptz + place * $2::interval
      from unnest($3::uuid[], $4::text[]) with ordinality as patient (id, device, number), generate_series(1, $5::integer) as place
    `,
    [
      new Date(now - DAYS * DAY),
      `${Math.floor((DAYS * DAY) / (READINGS + 2))} milliseconds`,
      population.patients.map(({ patientId }) => patientId),
      population.patients.map(({ deviceId }) => deviceId),
      READINGS,
    ],
  );
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

async function begin(now: number): Promise<string> {
  const trialId = randomUUID();
  const { teamId, practitionerId } = population;
  const wanted = { trialId, teamId, protocolId: TEST_PROTOCOL.id, protocolVersion: 2, days: DAYS };
  await database.transaction((client) => startProtocolTrial(client, { ...wanted, practitionerId, now }));
  return trialId;
}

type Seen = { status: string; done: number };
async function seen(trialId: string): Promise<Seen> {
  const { rows } = await db.pool.query<Seen>(
    `select status, (select count(*)::int from protocol_trial_episode where trial_id = id and result is not null) as done
     from protocol_trial where id = $1`,
    [trialId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('there is no such trial');
  return row;
}

const results = async (trialId: string) =>
  (
    await db.pool.query(
      'select episode_id, result, failure from protocol_trial_episode where trial_id = $1 order by episode_id',
      [trialId],
    )
  ).rows;

/** Its worker has not been heard for some minutes, and the sweep is asked for, as it comes by itself every five. */
async function sweepMinutesLater(trialId: string): Promise<void> {
  await db.pool.query(`update protocol_trial set heard_at = heard_at - interval '10 minutes' where id = $1`, [trialId]);
  await db.pool.query(`select graphile_worker.add_job('overdue-sweep')`);
}

test('killed again and again in the middle: every patient is tried once, as if nobody had been killed', {
  timeout: 300_000,
}, async () => {
  // Both trials ask at the same instant, so that they see the same days.
  const now = Date.now();
  const trialId = await begin(now);
  const done = 'select count(*) from protocol_trial_episode where result is not null';
  const gate = await buildGate(db.pool, { act: 'update on protocol_trial_episode', done });
  for (let kills = 0; kills < KILLS; kills += 1) {
    const { done: before } = await seen(trialId);
    await gate.allow(before + PATIENTS / (KILLS + 1));
    const worker = await startTimers();
    if (kills > 0) await sweepMinutesLater(trialId);
    await expect.poll(async () => (await seen(trialId)).done, { timeout: 60_000, interval: 1 }).toBeGreaterThan(before);
    await workers.kill(worker);
    await gate.forget(TIMERS);
    const left = await seen(trialId);
    expect(left, 'it was killed in the middle').toMatchObject({ status: 'running' });
    expect(left.done).toBeLessThan(PATIENTS);
  }
  const disturbed = await results(trialId);
  await gate.open();
  await startTimers();
  await sweepMinutesLater(trialId);
  await expect.poll(() => seen(trialId), { timeout: 120_000 }).toEqual({ status: 'done', done: PATIENTS });

  const found = await results(trialId);
  expect(found.map(({ failure }) => failure)).toEqual(Array.from({ length: PATIENTS }, () => null));
  // What had been found before a kill stood, and was not found again.
  for (const [place, { result }] of disturbed.entries())
    if (result !== null) expect(found[place].result).toEqual(result);
  const quiet = await begin(now);
  await expect.poll(() => seen(quiet), { timeout: 120_000 }).toEqual({ status: 'done', done: PATIENTS });
  expect(found).toEqual(await results(quiet));
  expect(new Set(found.map(({ result }) => result.gained)).size).toBeGreaterThan(1);
});
