import { randomUUID } from 'node:crypto';
import { type DeviceReading, encode, measurementsTopic, type Receipt, receiptsTopic } from '@samvakt/contract';
import {
  createTestDatabase,
  type FollowedPatient,
  type Link,
  registerPopulation,
  startLink,
  startTestBroker,
  type TestBroker,
  type TestDatabase,
} from '@samvakt/harness';
import { type Database, openDatabase } from '@samvakt/store';
import mqtt, { type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIngestService, type IngestService } from './service.ts';

/*
 * A connection or a database that goes away is no message's fault: what is being stored at that instant waits for it and is then stored, and is
 * never set aside as if it could not be.
 */
const startedAt = Date.parse('2026-03-01T08:00:00Z');
const now = startedAt + 48 * 3_600_000;

let db: TestDatabase;
let link: Link;
let database: Database;
let broker: TestBroker;
let patient: FollowedPatient;
let patients: readonly FollowedPatient[];
let used = 0;
let service: IngestService;
let gateway: MqttClient;
let receipts: Receipt[];

beforeAll(async () => {
  db = await createTestDatabase();
  link = await startLink(db.connectionString);
  database = openDatabase({ connectionString: link.url, applicationName: 'ingest under test', onError: () => {} });
  patients = (await registerPopulation(database, { patients: 10, startedAt })).patients;
  broker = await startTestBroker({ devices: Object.fromEntries(patients.map(({ deviceId }) => [deviceId, 'secret'])) });
});
beforeEach(async () => {
  const next = patients[used++];
  if (!next) throw new Error('more patients are needed');
  patient = next;
  const { deviceId } = patient;
  gateway = await mqtt.connectAsync(broker.url, { clientId: deviceId, username: deviceId, password: 'secret' });
  receipts = [];
  gateway.on('message', (_, payload) => receipts.push(...(JSON.parse(payload.toString()) as Receipt[])));
  await gateway.subscribeAsync(receiptsTopic(deviceId), { qos: 1 });
  service = createIngestService({
    database,
    broker: { url: broker.url, ...broker.ingest },
    log: pino({ level: 'silent' }),
    now: () => now,
    maxWaitMs: 1,
    stillMs: 100,
  });
  await service.start();
});
afterEach(async () => {
  link.mend();
  await service.stop();
  await gateway.endAsync(true);
});
afterAll(async () => {
  await database.stop();
  await broker.stop();
  await link.stop();
  await db.end();
});

const saturation = (value: number): DeviceReading => ({
  metric: 'oxygen-saturation',
  effectiveAt: now,
  value,
  unit: '%',
});
const send = (reading: DeviceReading) =>
  gateway.publishAsync(
    measurementsTopic(patient.deviceId),
    encode({ queue: randomUUID(), number: 1, sentAt: now, readings: [reading] }),
    { qos: 1 },
  );

/** What the platform knows of the patient: readings that are stored, and what was set aside. */
async function kept(): Promise<unknown> {
  const { rows } = await db.pool.query(
    `select (select count(*)::int from measurement where patient_id = $1) as stored,
       (select count(*)::int from quarantine where device_id = $2) as "setAside",
       (select count(*)::int from alert where episode_id = $3 and severity = 'red') as red`,
    [patient.patientId, patient.deviceId, patient.episodeId],
  );
  return rows[0];
}

/** Somebody acts on the follow-up, so that the reading waits in the middle of its transaction while `meanwhile` happens. */
async function whileWaiting(meanwhile: () => void | Promise<void>): Promise<void> {
  const actor = await db.pool.connect();
  await actor.query('begin');
  await actor.query('select from triage_state where episode_id = $1 for update', [patient.episodeId]);
  await send(saturation(80));
  await expect
    .poll(async () => {
      const { rowCount } = await db.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount;
    })
    .toBe(1);
  await meanwhile();
  await actor.query('commit');
  actor.release();
}

test.each([
  ['ends without a word', () => link.close()],
  ['is reset', () => link.cut()],
])('a reading that is being stored when the connection %s is stored by the next one', async (_how, end) => {
  await whileWaiting(() => {
    end();
    link.mend();
  });
  await expect.poll(() => receipts.length, { timeout: 30_000 }).toBe(1);
  expect(receipts).toMatchObject([{ status: 'accepted', counts: { stored: 1 } }]);
  expect(await kept()).toEqual({ stored: 1, setAside: 0, red: 1 });
});

test('a full disk: nothing is acknowledged or set aside, it is told that nothing is stored, and when there is room all is', async () => {
  await db.pool.query(`
    create function be_full() returns trigger language plpgsql as $$
    begin
      raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
    end $$;
    create trigger be_full before insert on measurement for each statement execute function be_full()
  `);
  expect(service.isStoring()).toBe(true);
  await send(saturation(80));
  await expect.poll(service.isStoring).toBe(false);
  expect(receipts).toEqual([]);
  expect(await kept()).toEqual({ stored: 0, setAside: 0, red: 0 });
  await db.pool.query('drop trigger be_full on measurement; drop function be_full()');
  await expect.poll(() => receipts.length, { timeout: 30_000 }).toBe(1);
  expect(await kept()).toEqual({ stored: 1, setAside: 0, red: 1 });
  expect(service.isStoring()).toBe(true);
});

test.each([
  ['cut', () => link.cut(), async () => link.mend()],
  ['refused', () => db.takeConnections(false), () => db.takeConnections(true)],
])(
  'connections that are %s for a while: what comes meanwhile waits, and then all of it is stored',
  async (_how, goAway, comeBack) => {
    await goAway();
    await send(saturation(80));
    await expect.poll(service.isStoring).toBe(false);
    expect(receipts).toEqual([]);
    await comeBack();
    await expect.poll(() => receipts.length, { timeout: 30_000 }).toBe(1);
    expect(receipts).toMatchObject([{ status: 'accepted', counts: { stored: 1 } }]);
    expect(await kept()).toEqual({ stored: 1, setAside: 0, red: 1 });
  },
);
