import { randomUUID } from 'node:crypto';
import {
  answersTopic,
  decode,
  decodeAnswers,
  encodeResponse,
  measurementsTopic,
  type OutgoingResponse,
  shownTopic,
  statusTopic,
} from '@samvakt/contract';
import { createTestDatabase, type FollowedPatient, registerPopulation, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { endAssignment } from '../registration/device.ts';
import { explainAlert } from '../replay/explain.ts';
import { applyAlertClosed } from '../triage/apply.ts';
import { createTriageMemory } from '../triage/memory.ts';
import type { ReceivedMessage } from './received.ts';
import { refuseMessage } from './refuse.ts';
import { storeBatch } from './storeBatch.ts';

/* What is refused lies in quarantine with its reason, and is news of the patient all the same: nobody stays green behind it. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const startedAt = Date.parse('2026-03-01T08:00:00Z');
const memory = createTriageMemory();

let db: TestDatabase;
let database: Database;
let patients: readonly FollowedPatient[];
let patient: FollowedPatient;
let used = 0;
let now = startedAt;

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'test', onError: () => {} });
  patients = (await registerPopulation(database, { patients: 24, startedAt })).patients;
});
afterAll(async () => {
  await database.stop();
  await db.end();
});
beforeEach(() => {
  const next = patients[used++];
  if (!next) throw new Error('more patients are needed');
  patient = next;
  now += HOUR;
});

const store = (...messages: ReceivedMessage[]) =>
  database.transaction((client) => storeBatch(client, messages, { now, memory }));

type Sent = { metric: string; effectiveAt: number; value: number | null; unit: string };
function sent(readings: Sent[], id = { queue: randomUUID(), number: 1 }): ReceivedMessage {
  const { deviceId } = patient;
  const wired = readings.map((reading) => ({ ...reading, effectiveAt: new Date(reading.effectiveAt).toISOString() }));
  const payload = Buffer.from(JSON.stringify({ ...id, sentAt: new Date(now).toISOString(), measurements: wired }));
  const decoded = decode({ format: 'json', payload, receivedAt: now });
  return { topic: measurementsTopic(deviceId), deviceId, payload, receivedAt: now, decoded };
}

function answered(response: OutgoingResponse): ReceivedMessage {
  const { deviceId } = patient;
  const payload = Buffer.from(encodeResponse({ queue: randomUUID(), number: 1 }, response));
  const decoded = decodeAnswers({ payload, receivedAt: now });
  return { topic: answersTopic(deviceId), deviceId, payload, receivedAt: now, decoded };
}

const saturation = (value: number, unit = '%', effectiveAt = now) => ({
  metric: 'oxygen-saturation',
  effectiveAt,
  value,
  unit,
});

async function reviews(): Promise<{ id: string; ruleId: string; why: string; status: string }[]> {
  const { rows } = await db.pool.query(
    `
      select id, rule_id as "ruleId", evidence -> 'review' ->> 'detail' as why, status from alert
      where episode_id = $1 and rule_id like 'review:refused%' order by opened_at, rule_id
    `,
    [patient.episodeId],
  );
  return rows;
}
const said = async () => (await reviews()).map(({ ruleId, why, status }) => [ruleId, why, status]);

async function closeReview(): Promise<void> {
  const { episodeId } = patient;
  for (const { id, ruleId } of await reviews()) {
    await database.transaction(async (client) => {
      await client.query(
        `
          update alert set status = 'resolved', outcome = 'no-action', resolved_at = $2, updated_at = $2, version = version + 1,
            resolved_by = (select id from practitioner limit 1)
          where id = $1 and status <> 'resolved'
        `,
        [id, new Date(now)],
      );
      await applyAlertClosed(client, { episodeId, ruleId, at: now });
    });
  }
}

describe('what is refused of a message asks somebody to look', () => {
  test.each([
    ['in an unknown unit', () => saturation(96, 'furlong'), 'review:refused:oxygen-saturation', 'unit-unknown'],
    ['beyond what can be', () => saturation(300), 'review:refused:oxygen-saturation', 'value-implausible'],
    ['of an unknown kind', () => ({ ...saturation(96), metric: 'aura' }), 'review:refused', 'metric-unknown'],
    [
      'with an instant that cannot be believed',
      () => saturation(96, '%', now + DAY),
      'review:refused:oxygen-saturation',
      'time-in-future',
    ],
  ])('%s, and it is judged again to the same', async (_, reading, ruleId, why) => {
    const message = sent([saturation(96), reading(), reading()]);
    expect(message.decoded).toMatchObject({ readable: true });
    await store(message);
    expect(await said()).toEqual([[ruleId, why, 'open']]);
    const [review] = await reviews();
    expect(await explainAlert(db.pool, review?.id ?? '')).toMatchObject({ rerun: { identical: true } });
    // The same message again is nothing new.
    await store(message);
    expect(await said()).toHaveLength(1);
    const { rows } = await db.pool.query('select code from triage_refused where episode_id = $1', [patient.episodeId]);
    expect(rows).toEqual([{ code: why }]);
  });

  test('also in a batch that meets what is there already, and in one that waited beside others', async () => {
    await store(sent([saturation(96)]));
    await store(sent([saturation(96), saturation(300)]), sent([{ ...saturation(37), metric: 'body-temperature' }]));
    expect(await said()).toEqual([
      ['review:refused:body-temperature', 'unit-unknown', 'open'],
      ['review:refused:oxygen-saturation', 'value-implausible', 'open'],
    ]);
  });

  test('and again a day after a person closed it, not before; each is judged again to the same', async () => {
    await store(sent([saturation(300)]));
    now += HOUR;
    await closeReview();
    now += DAY - 1;
    await store(sent([saturation(300)]));
    expect((await said()).map(([, , status]) => status)).toEqual(['resolved']);
    now += 1;
    await store(sent([saturation(301)]));
    expect((await said()).map(([, , status]) => status)).toEqual(['resolved', 'open']);
    for (const { id } of await reviews()) {
      expect(await explainAlert(db.pool, id)).toMatchObject({ rerun: { identical: true } });
    }
  });

  test('not where the device itself says that there is no value', async () => {
    await store(sent([{ ...saturation(96), value: null }]));
    expect(await said()).toEqual([]);
  });

  test('not of a device that nobody has: it is nobody’s news', async () => {
    const { rows } = await db.pool.query('select id from device_assignment where device_id = $1', [patient.deviceId]);
    const assignmentId: string = rows[0].id;
    await database.transaction((client) => endAssignment(client, { id: assignmentId, at: now }));
    now += HOUR;
    await store(sent([saturation(300)]));
    expect(await said()).toEqual([]);
  });

  test('answers to a form that could not be taken: what the patient said has been seen by nobody', async () => {
    const answers = [{ linkId: 'contact', type: 'boolean', value: true }] as const;
    await store(answered({ url: 'urn:nobody:knows', version: '1', authoredAt: now, answers }));
    expect(await said()).toEqual([['review:refused', 'questionnaire-unknown', 'open']]);
    const [review] = await reviews();
    expect(await explainAlert(db.pool, review?.id ?? '')).toMatchObject({ rerun: { identical: true } });
  });

  test('a message that the store would not take: each measurement that it held', async () => {
    const refuse = (message: ReceivedMessage) =>
      database.transaction((client) => refuseMessage(client, message, { now, reason: 'SQLSTATE 22003', memory }));
    await refuse(sent([saturation(96), saturation(95), { ...saturation(70), metric: 'heart-rate', unit: '/min' }]));
    expect(await said()).toEqual([
      ['review:refused:heart-rate', 'store-refused', 'open'],
      ['review:refused:oxygen-saturation', 'store-refused', 'open'],
    ]);
    await refuse(answered({ url: 'urn:nobody:knows', version: '1', authoredAt: now, answers: [] }));
    expect(await said()).toContainEqual(['review:refused', 'store-refused', 'open']);
    for (const { id } of await reviews()) {
      expect(await explainAlert(db.pool, id)).toMatchObject({ rerun: { identical: true } });
    }
  });

  test('a message that bears a number and cannot be read at all', async () => {
    const payload = Buffer.from(JSON.stringify({ queue: randomUUID(), number: 1, measurements: 'none' }));
    const { deviceId } = patient;
    const decoded = decode({ format: 'json', payload, receivedAt: now });
    await store({ topic: measurementsTopic(deviceId), deviceId, payload, receivedAt: now, decoded });
    expect(await said()).toEqual([['review:refused', 'envelope-invalid', 'open']]);
  });
});

describe('a payload that cannot be read and bears no number', () => {
  test('asks for a review that is judged again to the same', async () => {
    const [receipt] = await store(raw('SpO2=96'));
    expect(receipt).toBeUndefined();
    expect(await said()).toEqual([['review:refused', 'json-invalid', 'open']]);
    const [review] = await reviews();
    const explained = await explainAlert(db.pool, review?.id ?? '');
    expect(explained).toMatchObject({ rerun: { identical: true } });
    expect(await given()).toEqual([{ metric: null, code: 'json-invalid', at: new Date(now), givenAt: new Date(now) }]);
  });

  test('changes nothing more when it is delivered again, in one batch, in the next, after a close, or by two workers at once', async () => {
    const payload = raw('the same');
    await store(payload, payload);
    const before = await everything();
    expect(await given()).toHaveLength(1);
    await store(payload);
    now += HOUR;
    await store(raw('the same'), raw('the same'));
    expect(await everything()).toEqual(before);
    await closeReview();
    const closed = await everything();
    now += DAY - 2 * HOUR;
    await store(raw('the same'));
    expect(await everything()).toEqual(closed);

    const other = raw('not the same');
    const separate = () =>
      database.transaction((client) => storeBatch(client, [other], { now, memory: createTriageMemory() }));
    await Promise.all([separate(), separate(), separate()]);
    expect(await given()).toHaveLength(2);
    expect((await said()).map(([, , status]) => status)).toEqual(['resolved']);
  });

  test('has one review open at a time, and is quiet for a day after a person closed it, as all that is refused', async () => {
    await store(raw('one'), answer('two'), raw('three', 'morse'));
    expect(await said()).toEqual([['review:refused', 'json-invalid', 'open']]);
    now += HOUR;
    await closeReview();
    now += DAY - 1;
    await store(raw('four'));
    expect((await said()).map(([, , status]) => status)).toEqual(['resolved']);
    now += 1;
    await store(raw('five'));
    expect((await said()).map(([, , status]) => status)).toEqual(['resolved', 'open']);
    for (const { id } of await reviews()) {
      expect(await explainAlert(db.pool, id)).toMatchObject({ rerun: { identical: true } });
    }
  });

  test('of a device that goes on sending the very same is news again a day after the close', async () => {
    for (let hour = 0; hour < 60; hour += 1) {
      await store(raw('ERROR'));
      if (hour === 4) await closeReview();
      now += HOUR;
    }
    expect((await said()).map(([, , status]) => status)).toEqual(['resolved', 'open']);
    expect(await given()).toHaveLength(2);
    for (const { id } of await reviews()) {
      expect(await explainAlert(db.pool, id)).toMatchObject({ rerun: { identical: true } });
    }
  });

  test('is of the patient also when the store would not take it, once', async () => {
    const refuse = (message: ReceivedMessage) =>
      database.transaction((client) => refuseMessage(client, message, { now, reason: 'SQLSTATE 22003', memory }));
    expect(await refuse(raw('SpO2=96'))).toBeNull();
    expect(await said()).toEqual([['review:refused', 'json-invalid', 'open']]);
    const before = await everything();
    await refuse(raw('SpO2=96'));
    await store(raw('SpO2=96'));
    expect(await everything()).toEqual(before);
    const [review] = await reviews();
    expect(await explainAlert(db.pool, review?.id ?? '')).toMatchObject({ rerun: { identical: true } });
  });

  test('is not of the patient where it is a word of the device about itself, also when the store would not take that', async () => {
    const { deviceId } = patient;
    const decoded = {
      readable: false,
      id: null,
      faults: [{ path: '', code: 'json-invalid', text: 'no JSON' }],
    } as const;
    for (const topic of [statusTopic(deviceId), shownTopic(deviceId)]) {
      const word = { topic, deviceId, payload: Buffer.from('no JSON'), receivedAt: now, decoded };
      await store(word);
      await database.transaction((client) => refuseMessage(client, word, { now, reason: 'SQLSTATE 22003', memory }));
    }
    expect(await said()).toEqual([]);
    const { rows } = await db.pool.query('select topic from quarantine where device_id = $1', [deviceId]);
    expect(rows).toHaveLength(2);
  });
});

function raw(text: string, format = 'json'): ReceivedMessage {
  const { deviceId } = patient;
  const payload = Buffer.from(text);
  const topic = format === 'json' ? measurementsTopic(deviceId) : `${measurementsTopic(deviceId)}/${format}`;
  return { topic, deviceId, payload, receivedAt: now, decoded: decode({ format, payload, receivedAt: now }) };
}

function answer(text: string): ReceivedMessage {
  const { deviceId } = patient;
  const payload = Buffer.from(text);
  const decoded = decodeAnswers({ payload, receivedAt: now });
  return { topic: answersTopic(deviceId), deviceId, payload, receivedAt: now, decoded };
}

async function given() {
  const { rows } = await db.pool.query(
    'select metric, code, effective_at as at, given_at as "givenAt" from triage_refused where episode_id = $1 order by given_at',
    [patient.episodeId],
  );
  return rows;
}

/** All that a redelivery must leave alone. */
async function everything() {
  const { episodeId, deviceId } = patient;
  const read = async (sql: string, id: string) => (await db.pool.query(sql, [id])).rows;
  return {
    alerts: await read('select * from alert where episode_id = $1 order by id', episodeId),
    triage: await read('select * from triage_state where episode_id = $1', episodeId),
    told: await read('select seq, kind from change where episode_id = $1 order by seq', episodeId),
    kept: await read('select * from quarantine where device_id = $1 order by id', deviceId),
    given: await given(),
  };
}
