import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type DeviceReading, encode, measurementsTopic } from '@samvakt/contract';
import { Gateway, MemoryQueue } from '@samvakt/gateway';
import {
  createTestDatabase,
  type FollowedPatient,
  registerPopulation,
  startTestBroker,
  TEST_PROTOCOL,
  type TestBroker,
  type TestDatabase,
} from '@samvakt/harness';
import { type Database, openDatabase } from '@samvakt/store';
import { applyLimits, compileProtocol, fromStoredForm, openAlerts, type StoredState } from '@samvakt/triage';
import fc from 'fast-check';
import mqtt from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { killable } from './killable.ts';
import type { WorkerOrder } from './processes/ingest.ts';

/*
 * The first promise: nothing is lost. Ingest is killed (SIGKILL) at random instants while gateways publish; at the end every measurement that
 * left a gateway is stored once, known as a duplicate, or rejected and kept, and the account of each gateway says exactly how many of each.
 */

const HOUR = 3_600_000;
const log = pino({ level: 'silent' });
const GATEWAYS = 3;
const MESSAGES = 120;

let db: TestDatabase;
let database: Database;
let broker: TestBroker;
let patients: readonly FollowedPatient[];
const workers = killable<WorkerOrder>(new URL('processes/ingest.ts', import.meta.url));
const startedAt = Date.now() - 30 * 24 * HOUR;

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'test', onError: () => {} });
  patients = (await registerPopulation(database, { patients: GATEWAYS + 1, startedAt })).patients;
  broker = await startTestBroker({ devices: Object.fromEntries(patients.map(({ deviceId }) => [deviceId, 'secret'])) });
});
afterEach(() => workers.killAll());
afterAll(async () => {
  await broker.stop();
  await database.stop();
  await db.end();
});

function startWorker(maxBatch: number): Promise<ChildProcess> {
  return workers.start({
    connectionString: db.connectionString,
    broker: { url: broker.url, ...broker.ingest },
    maxBatch,
  });
}

/** What one gateway measures: mostly good, some measured twice, some that no body can have. */
const reading = fc.record({
  minutes: fc.integer({ min: 1, max: 20 * 24 * 60 }),
  value: fc.integer({ min: 80, max: 99 }),
  implausible: fc.boolean().chain((maybe) => (maybe ? fc.boolean() : fc.constant(false))),
});
const messages = fc.array(fc.array(reading, { minLength: 1, maxLength: 4 }), {
  minLength: MESSAGES,
  maxLength: MESSAGES,
});
const plan = fc.record({
  homes: fc.tuple(messages, messages, messages),
  /** After how many more receipts the worker is killed, how much it takes at once, and whether a second one runs beside it. */
  kills: fc.array(
    fc.record({
      receipts: fc.integer({ min: 1, max: 40 }),
      maxBatch: fc.integer({ min: 1, max: 30 }),
      two: fc.boolean(),
    }),
    {
      minLength: 6,
      maxLength: 6,
    },
  ),
});

function toReading(
  until: number,
  { minutes, value, implausible }: { minutes: number; value: number; implausible: boolean },
): DeviceReading {
  return {
    metric: 'oxygen-saturation',
    effectiveAt: until - minutes * 60_000,
    value: implausible ? value * 100 : value,
    unit: '%',
  };
}

test('the account balances however often ingest is killed', { timeout: 300_000 }, async () => {
  const [{ homes, kills }] = fc.sample(plan, { seed: 20_261_121, numRuns: 1 }) as [
    {
      homes: [Measured[][], Measured[][], Measured[][]];
      kills: { receipts: number; maxBatch: number; two: boolean }[];
    },
  ];
  const until = Date.now();
  let receipts = 0;
  const gateways = homes.map((_, place) => {
    const gateway = new Gateway({
      url: broker.url,
      deviceId: patients[place]?.deviceId ?? '',
      secret: 'secret',
      queue: new MemoryQueue(),
      log,
      policy: { receiptTimeoutMs: 300, longestPauseMs: 600 },
    });
    gateway.on('receipt', () => {
      receipts += 1;
    });
    return gateway;
  });
  await Promise.all(gateways.map((gateway) => gateway.start()));
  for (const [place, home] of homes.entries()) {
    for (const measured of home) await gateways[place]?.enqueue(measured.map((one) => toReading(until, one)));
  }

  const all = GATEWAYS * MESSAGES;
  for (const { receipts: more, maxBatch, two } of kills) {
    const pair = await Promise.all(Array.from({ length: two ? 2 : 1 }, () => startWorker(maxBatch)));
    const enough = Math.min(receipts + more, all);
    await expect.poll(() => receipts, { timeout: 60_000, interval: 1 }).toBeGreaterThanOrEqual(enough);
    await Promise.all(pair.map(workers.kill));
  }
  await startWorker(100);
  await Promise.all(gateways.map((gateway) => gateway.drained()));
  await Promise.all(gateways.map((gateway) => gateway.stop()));

  for (const [place, home] of homes.entries()) {
    const patient = patients[place];
    if (!patient) throw new Error('there are too few patients');
    const sent = home.flat();
    const good = sent.filter((one) => !one.implausible);
    const distinct = new Set(good.map(({ minutes, value }) => `${minutes} ${value}`)).size;
    expect(await accountOf(patient)).toEqual({
      messages: MESSAGES,
      missing: 0,
      received: sent.length,
      stored: distinct,
      duplicates: good.length - distinct,
      rejected: sent.length - good.length,
    });
    expect(await numberOf('measurement', 'patient_id', patient.patientId)).toBe(distinct);
    const withFaults = home.filter((message) => message.some((one) => one.implausible)).length;
    expect(await numberOf('quarantine', 'device_id', patient.deviceId)).toBe(withFaults);
    await expectAlertsToAgree(patient);
  }
});

test('a number that never came is known to be missing', async () => {
  const patient = patients[GATEWAYS];
  if (!patient) throw new Error('there are too few patients');
  const { deviceId } = patient;
  await startWorker(10);
  const client = await mqtt.connectAsync(broker.url, { clientId: deviceId, username: deviceId, password: 'secret' });
  const queue = randomUUID();
  for (const number of [7, 1, 2, 4]) {
    const readings = [toReading(Date.now(), { minutes: number, value: 96, implausible: false })];
    await client.publishAsync(measurementsTopic(deviceId), encode({ queue, number, sentAt: Date.now(), readings }), {
      qos: 1,
    });
  }
  await expect.poll(() => accountOf(patient)).toMatchObject({ messages: 4, missing: 3, received: 4, stored: 4 });
  await client.endAsync();
});

type Measured = { minutes: number; value: number; implausible: boolean };

async function accountOf({ deviceId }: FollowedPatient) {
  const { rows } = await db.pool.query(
    `
      select sum(messages)::int as messages, sum(missing)::int as missing, sum(received)::int as received, sum(stored)::int as stored,
        sum(duplicates)::int as duplicates, sum(rejected)::int as rejected
      from (
        select count(*) as messages, max(number) - count(*) as missing, sum(received) as received, sum(stored) as stored,
          sum(duplicates) as duplicates, sum(rejected) as rejected
        from message where device_id = $1 group by queue
      ) as queue
    `,
    [deviceId],
  );
  return rows[0];
}

async function numberOf(table: string, column: string, id: string): Promise<number> {
  const { rows } = await db.pool.query(`select count(*)::int as count from ${table} where ${column} = $1`, [id]);
  return rows[0].count;
}

/** What triage remembers and what is stored must say the same stands open. */
async function expectAlertsToAgree({ episodeId }: FollowedPatient): Promise<void> {
  const { rows: stored } = await db.pool.query<{ ruleId: string; severity: string }>(
    `select rule_id as "ruleId", severity from alert where episode_id = $1 and status <> 'resolved' order by rule_id`,
    [episodeId],
  );
  const { rows } = await db.pool.query<{ state: string }>('select state from triage_state where episode_id = $1', [
    episodeId,
  ]);
  const [row] = rows;
  if (!row) throw new Error(`episode ${episodeId} has no triage state`);
  const protocol = compileProtocol(applyLimits(TEST_PROTOCOL, null, Date.now()));
  const standing = openAlerts(protocol, fromStoredForm(JSON.parse(row.state) as StoredState)).map(
    ({ ruleId, severity }) => ({
      ruleId,
      severity,
    }),
  );
  expect(stored).toEqual(standing);
}
