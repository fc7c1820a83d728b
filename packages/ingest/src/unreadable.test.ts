import { randomUUID } from 'node:crypto';
import { answersTopic, encode, encodeResponse, measurementsTopic, shownTopic, statusTopic } from '@samvakt/contract';
import type { FollowedPatient } from '@samvakt/harness';
import { assignDevice, endAssignment, endEpisode } from '@samvakt/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { HOUR, NOW, oneWireEach, STARTED_AT } from '../test/oneWireEach.ts';

/* From the wire: what of all that may be refused asks somebody to look at the patient, and what is on the equipment page alone. */

const on = oneWireEach(40);
const { another } = on;
let patient: FollowedPatient;
let now = NOW;

beforeEach(async () => {
  ({ patient } = on);
  now += HOUR;
  await on.startIngest({ now: () => now });
});

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
async function send(topic: string, payload: string | Buffer, sender = patient): Promise<void> {
  const gateway = await on.gatewayOf(sender);
  const last = randomUUID();
  await gateway.publishAsync(topic, payload, { qos: 1 });
  await gateway.publishAsync(
    measurementsTopic(sender.deviceId),
    encode({ queue: last, number: 1, sentAt: now, readings: [] }),
    { qos: 1 },
  );
  await expect.poll(async () => (await rows('select 1 from message where queue = $1', last)).length).toBe(1);
}

const rows = async (text: string, ...values: unknown[]) => (await on.db.pool.query(text, values)).rows;
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
      () => envelope(reading({ effectiveAt: iso(STARTED_AT - 40 * 24 * HOUR) })),
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
    const { practitionerId } = on;
    await on.database.transaction((client) => endEpisode(client, { episodeId, practitionerId, now: now - HOUR }));
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
    await on.database.transaction((client) => endAssignment(client, { id: loan.id, at: now }));
  }
}

function assign(deviceId: string, { patientId }: FollowedPatient): Promise<void> {
  const loan = { id: randomUUID(), deviceId, patientId, from: now, until: null, now };
  return on.database.transaction((client) => assignDevice(client, loan));
}
