import { randomUUID } from 'node:crypto';
import { answersTopic, encode, encodeResponse, measurementsTopic, shownTopic, statusTopic } from '@samvakt/contract';
import {
  createTestDatabase,
  type FollowedPatient,
  registerPopulation,
  startTestBroker,
  type TestBroker,
  type TestDatabase,
} from '@samvakt/harness';
import { assignDevice, type Database, endAssignment, endEpisode, openDatabase } from '@samvakt/store';
import mqtt, { type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIngestService, type IngestService } from './service.ts';

/* From the wire: what of all that may be refused asks somebody to look at the patient, and what is on the equipment page alone. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const startedAt = Date.parse('2026-03-01T08:00:00Z');
const PATIENTS = 40;

let db: TestDatabase;
let database: Database;
let broker: TestBroker;
let service: IngestService;
let patients: readonly FollowedPatient[];
let practitionerId: string;
let patient: FollowedPatient;
let used = 0;
let now = startedAt + 2 * DAY;
const gateways = new Map<string, MqttClient>();

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'ingest', onError: () => {} });
  ({ patients, practitionerId } = await registerPopulation(database, { patients: PATIENTS, startedAt }));
  broker = await startTestBroker({ devices: Object.fromEntries(patients.map(({ deviceId }) => [deviceId, 'secret'])) });
  const log = pino({ level: 'silent' });
  const address = { url: broker.url, ...broker.ingest };
  service = createIngestService({ database, broker: address, log, now: () => now, maxWaitMs: 1 });
  await service.start();
});
afterAll(async () => {
  for (const gateway of gateways.values()) await gateway.endAsync(true);
  await service?.stop();
  await broker?.stop();
  await database.stop();
  await db.end();
});
beforeEach(() => {
  patient = another();
  now += HOUR;
});

function another(): FollowedPatient {
  const next = patients[used++];
  if (!next) throw new Error('more patients are needed');
  return next;
}

const iso = (at: number) => new Date(at).toISOString();
const id = () => ({ queue: randomUUID(), number: 1 });
const reading = (more: object = {}) => ({
  metric: 'oxygen-saturation',
  effectiveAt: iso(now),
  value: 96,
  unit: '%',
  ...more,
});
const envelope = (...measurements: object[]) => JSON.stringify({ ...id(), sentAt: iso(now), measurements });

/** Publishes as the patient's device, and waits until ingest has read it: what comes after it on the same connection has then been stored too. */
async function send(topic: string, payload: string | Buffer, { deviceId } = patient): Promise<void> {
  let gateway = gateways.get(deviceId);
  if (!gateway) {
    gateway = await mqtt.connectAsync(broker.url, { clientId: deviceId, username: deviceId, password: 'secret' });
    gateways.set(deviceId, gateway);
  }
  const last = randomUUID();
  await gateway.publishAsync(topic, payload, { qos: 1 });
  await gateway.publishAsync(
    measurementsTopic(deviceId),
    encode({ queue: last, number: 1, sentAt: now, readings: [] }),
    { qos: 1 },
  );
  await expect.poll(async () => (await rows('select 1 from message where queue = $1', last)).length).toBe(1);
}

const rows = async (text: string, ...values: unknown[]) => (await db.pool.query(text, values)).rows;
const asked = ({ patientId } = patient) =>
  rows(
    `
      select rule_id as rule, evidence -> 'review' ->> 'detail' as why, status from alert join episode on episode.id = episode_id
      where patient_id = $1 order by rule_id
    `,
    patientId,
  );
const keptOf = async ({ deviceId } = patient) =>
  (await rows('select reasons from quarantine where device_id = $1', deviceId)).length;

describe('of what cannot be read or taken, somebody is asked to look', () => {
  const measured = ({ deviceId } = patient) => measurementsTopic(deviceId);
  const answered = ({ deviceId } = patient) => answersTopic(deviceId);
  const response = (more: object = {}) =>
    JSON.stringify({
      ...JSON.parse(encodeResponse(id(), { url: 'urn:nobody:knows', version: '1', authoredAt: now, answers: [] })),
      ...more,
    });
  const unknown = 'review:refused';

  test.each<[string, () => string, () => string | Buffer, string, string]>([
    // Without a number of its own.
    ['text that is no JSON', measured, () => 'SpO2=96', unknown, 'json-invalid'],
    ['a payload that was cut off', measured, () => envelope(reading()).slice(0, 90), unknown, 'json-invalid'],
    ['bytes that are no text', measured, () => Buffer.from([0xff, 0xfe, 0x00]), unknown, 'json-invalid'],
    ['nothing at all', measured, () => '', unknown, 'json-invalid'],
    ['too many bytes', measured, () => ' '.repeat(300_000), unknown, 'payload-too-large'],
    ['a reading without its envelope', measured, () => JSON.stringify(reading()), unknown, 'envelope-invalid'],
    ['another format', () => `${measured()}/senml`, () => '[{"n":"spo2","v":96}]', unknown, 'format-unknown'],
    [
      'FHIR without an identifier',
      () => `${measured()}/fhir`,
      () => '{"resourceType":"Observation"}',
      unknown,
      'envelope-invalid',
    ],
    ['answers that are no JSON', answered, () => 'I feel worse', unknown, 'json-invalid'],
    ['answers without an identifier', answered, () => response({ identifier: undefined }), unknown, 'envelope-invalid'],
    // With a number of its own.
    [
      'a number, and a body that cannot be read',
      measured,
      () => JSON.stringify({ ...id(), sentAt: 'yesterday', measurements: [] }),
      unknown,
      'envelope-invalid',
    ],
    ['a number, in another format', () => `${measured()}/morse`, () => envelope(reading()), unknown, 'format-unknown'],
    [
      'too many measurements',
      measured,
      () => envelope(...new Array(2_001).fill(reading())),
      unknown,
      'too-many-measurements',
    ],
    ['something that is no measurement', measured, () => envelope([]), unknown, 'measurement-invalid'],
    ['an unknown metric', measured, () => envelope(reading({ metric: 'aura' })), unknown, 'metric-unknown'],
    [
      'an unknown unit',
      measured,
      () => envelope(reading({ unit: 'furlong' })),
      'review:refused:oxygen-saturation',
      'unit-unknown',
    ],
    [
      'an instant that cannot be known',
      measured,
      () => envelope(reading({ effectiveAt: 'at noon' })),
      'review:refused:oxygen-saturation',
      'time-invalid',
    ],
    ['answers to an unknown form', answered, () => response(), unknown, 'questionnaire-unknown'],
    ['answers given nobody knows when', answered, () => response({ authored: 'at noon' }), unknown, 'time-invalid'],
  ])('%s', async (_, topic, payload, rule, why) => {
    await send(topic(), payload());
    expect(await asked()).toEqual([{ rule, why, status: 'open' }]);
    expect(await keptOf()).toBe(1);
  });
});

test('of what comes under a number that was used before, somebody is asked to look', async () => {
  const topic = measurementsTopic(patient.deviceId);
  const used = id();
  await send(topic, JSON.stringify({ ...used, sentAt: iso(now), measurements: [reading()] }));
  expect(await asked()).toEqual([]);
  await send(topic, JSON.stringify({ ...used, sentAt: iso(now), measurements: [reading({ value: 82 })] }));
  await send(topic, JSON.stringify({ ...used, sentAt: 'yesterday', measurements: [reading()] }));
  expect(await asked()).toEqual([
    { rule: 'review:refused', why: 'envelope-invalid', status: 'open' },
    { rule: 'review:refused:oxygen-saturation', why: 'message-conflict', status: 'open' },
  ]);
  expect(await keptOf()).toBe(2);
});

describe('nobody is asked to look, and it is on the equipment page alone', () => {
  test.each<[string, (deviceId: string) => string, () => string]>([
    ['a status that cannot be read', statusTopic, () => 'no JSON'],
    ['a status of another shape', statusTopic, () => '{"at":"yesterday"}'],
    ['a word of what was shown that cannot be read', shownTopic, () => '{"messageId":"first"}'],
    ['a value that the device says it does not have', measurementsTopic, () => envelope(reading({ value: null }))],
    [
      'a reading of a time when nobody had the device',
      measurementsTopic,
      () => envelope(reading({ effectiveAt: iso(startedAt - 40 * DAY) })),
    ],
  ])('%s', async (_, topic, payload) => {
    await send(topic(patient.deviceId), payload());
    expect(await keptOf()).toBe(1);
    expect(await asked()).toEqual([]);
  });

  test('whatever comes from a device that nobody has', async () => {
    await giveBack(patient);
    now += HOUR;
    await send(measurementsTopic(patient.deviceId), 'SpO2=96');
    await send(answersTopic(patient.deviceId), 'I feel worse');
    expect(await keptOf()).toBe(2);
    expect(await asked()).toEqual([]);
  });

  test('what comes while nobody follows the patient', async () => {
    const { episodeId } = patient;
    await database.transaction((client) => endEpisode(client, { episodeId, practitionerId, now: now - HOUR }));
    await send(measurementsTopic(patient.deviceId), 'SpO2=96');
    expect(await keptOf()).toBe(1);
    expect(await asked()).toEqual([]);
  });
});

describe('of a device that two have had', () => {
  test('it is news of who has it when it is received, and of no other', async () => {
    const next = another();
    const { deviceId } = patient;
    await send(measurementsTopic(deviceId), 'of the first');
    expect(await asked()).toMatchObject([{ rule: 'review:refused' }]);
    await giveBack(patient);
    await assign(deviceId, next);
    now += HOUR;
    // Brought again, it is still what it was; and what has an instant is of who had the device then.
    await send(measurementsTopic(deviceId), 'of the first');
    await send(measurementsTopic(deviceId), envelope(reading({ unit: 'furlong', effectiveAt: iso(now - 3 * HOUR) })));
    expect(await asked(next)).toEqual([]);
    expect(await asked()).toMatchObject([{ rule: 'review:refused' }, { rule: 'review:refused:oxygen-saturation' }]);
    await send(measurementsTopic(deviceId), 'of the second');
    expect(await asked(next)).toEqual([{ rule: 'review:refused', why: 'json-invalid', status: 'open' }]);
    expect(await asked()).toHaveLength(2);
  });
});

test('the neighbours of what cannot be read are stored and judged', async () => {
  const [first, second] = [another(), another()];
  await Promise.all([
    send(measurementsTopic(patient.deviceId), 'SpO2=96'),
    send(measurementsTopic(first.deviceId), envelope(reading({ value: 82 })), first),
    send(measurementsTopic(second.deviceId), envelope(reading()), second),
  ]);
  expect(await asked()).toMatchObject([{ rule: 'review:refused' }]);
  expect(await asked(first)).toMatchObject([{ rule: 'low-saturation' }]);
  expect(await asked(second)).toEqual([]);
});

async function giveBack({ deviceId }: FollowedPatient): Promise<void> {
  for (const loan of await rows('select id from device_assignment where device_id = $1', deviceId)) {
    await database.transaction((client) => endAssignment(client, { id: loan.id, at: now }));
  }
}

function assign(deviceId: string, { patientId }: FollowedPatient): Promise<void> {
  const loan = { id: randomUUID(), deviceId, patientId, from: now, until: null, now };
  return database.transaction((client) => assignDevice(client, loan));
}
