import { randomUUID } from 'node:crypto';
import { type DeviceReading, decode, encode, measurementsTopic, type Receipt } from '@samvakt/contract';
import { type FollowedPatient, openTestDatabase, registerPopulation, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../database.ts';
import { assignDevice, endAssignment, registerDevice } from '../registration/device.ts';
import { createTriageMemory } from '../triage/memory.ts';
import type { ReceivedMessage } from './received.ts';
import { refuseMessage } from './refuse.ts';
import { storeStatuses } from './status.ts';
import { storeBatch } from './storeBatch.ts';

const HOUR = 3_600_000;
const startedAt = Date.parse('2026-03-01T08:00:00Z');
const memory = createTriageMemory();

let db: TestDatabase;
let database: Database;
let organizationId: string;
let patients: readonly FollowedPatient[];
let patient: FollowedPatient;
let now = startedAt;

beforeAll(async () => {
  ({ db, database } = await openTestDatabase());
  const population = await registerPopulation(database, { patients: 12, startedAt });
  organizationId = population.organizationId;
  patients = population.patients;
});
afterAll(() => db.end());
beforeEach(() => {
  const next = patients[used++];
  if (!next) throw new Error('more patients are needed');
  patient = next;
  now += HOUR;
});
let used = 0;

const saturation = (value: number, effectiveAt = now): DeviceReading => ({
  metric: 'oxygen-saturation',
  effectiveAt,
  value,
  unit: '%',
});

function raw(deviceId: string, text: string, format = 'json'): ReceivedMessage {
  const payload = Buffer.from(text);
  const topic = format === 'json' ? measurementsTopic(deviceId) : `dho/v1/${deviceId}/measurements/${format}`;
  return { topic, deviceId, payload, receivedAt: now, decoded: decode({ format, payload, receivedAt: now }) };
}

function message(id: { queue: string; number: number }, readings: DeviceReading[], deviceId = patient.deviceId) {
  return raw(deviceId, encode({ ...id, sentAt: now, readings }));
}

const store = (...messages: ReceivedMessage[]): Promise<Receipt[]> =>
  database
    .transaction((client) => storeBatch(client, messages, { now, memory }))
    .then((receipts) => receipts.map(({ receipt }) => receipt));

async function rows(text: string, ...values: unknown[]) {
  return (await db.pool.query(text, values)).rows;
}

const alerts = () =>
  rows(
    'select rule_id, severity, status, version from alert where episode_id = $1 order by opened_at',
    patient.episodeId,
  );

describe('a message', () => {
  test('is accepted whole: stored, accounted for, judged, and seen in the feed', async () => {
    const id = { queue: randomUUID(), number: 1 };
    const [receipt] = await store(
      message(id, [saturation(96), { metric: 'heart-rate', effectiveAt: now, value: 70, unit: '/min' }]),
    );
    expect(receipt).toEqual({
      ...id,
      status: 'accepted',
      counts: { received: 2, stored: 2, duplicates: 0, rejected: 0 },
      faults: [],
    });
    const stored = await rows(
      'select metric, value, effective_at from measurement where patient_id = $1 order by metric',
      patient.patientId,
    );
    expect(stored).toEqual([
      { metric: 'heart-rate', value: 70, effective_at: new Date(now) },
      { metric: 'oxygen-saturation', value: 96, effective_at: new Date(now) },
    ]);
    const [state] = await rows('select last_seen from triage_state where episode_id = $1', patient.episodeId);
    expect(state.last_seen).toEqual({
      'heart-rate': { at: now, value: 70 },
      'oxygen-saturation': { at: now, value: 96 },
    });
    const [device] = await rows('select last_heard_at from device where id = $1', patient.deviceId);
    expect(device.last_heard_at).toEqual(new Date(now));
    const changes = await rows(
      `select data from change where episode_id = $1 and kind = 'measurements-received'`,
      patient.episodeId,
    );
    expect(changes).toEqual([{ data: { count: 2 } }]);
  });

  test('is accepted in part: the good is stored, the whole payload kept once with every reason', async () => {
    const id = { queue: randomUUID(), number: 1 };
    const text = JSON.stringify({
      ...id,
      sentAt: new Date(now).toISOString(),
      measurements: [
        { metric: 'oxygen-saturation', effectiveAt: new Date(now).toISOString(), value: 97, unit: '%' },
        { metric: 'oxygen-saturation', effectiveAt: new Date(now).toISOString(), value: 9700, unit: '%' },
        { metric: 'no-such', effectiveAt: new Date(now).toISOString(), value: 1, unit: '1' },
      ],
    });
    const [receipt] = await store(raw(patient.deviceId, text));
    expect(receipt).toMatchObject({
      status: 'partly-accepted',
      counts: { received: 3, stored: 1, duplicates: 0, rejected: 2 },
      faults: [{ code: 'value-implausible' }, { code: 'metric-unknown' }],
    });
    const kept = await rows('select payload, reasons, number from quarantine where device_id = $1', patient.deviceId);
    expect(kept).toEqual([{ payload: Buffer.from(text), reasons: receipt?.faults, number: '1' }]);
  });

  test('that comes again gets the same receipt and changes nothing, in the same batch too', async () => {
    const id = { queue: randomUUID(), number: 1 };
    const partly = message(id, [saturation(96), saturation(9600)]);
    const [first, second] = await store(partly, partly);
    const [third] = await store(partly);
    expect(first?.status).toBe('partly-accepted');
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(await rows('select from measurement where patient_id = $1', patient.patientId)).toHaveLength(1);
    expect(await rows('select from quarantine where device_id = $1', patient.deviceId)).toHaveLength(1);
    expect(await rows('select from message where device_id = $1', patient.deviceId)).toHaveLength(1);
  });

  test('with readings that are there already counts them as duplicates, within the batch as well', async () => {
    const queue = randomUUID();
    const receipts = await store(
      message({ queue, number: 1 }, [saturation(96), saturation(96), saturation(97)]),
      message({ queue, number: 2 }, [saturation(97), saturation(98)]),
    );
    expect(receipts.map(({ counts }) => counts)).toEqual([
      { received: 3, stored: 2, duplicates: 1, rejected: 0 },
      { received: 2, stored: 1, duplicates: 1, rejected: 0 },
    ]);
    const [again] = await store(message({ queue, number: 3 }, [saturation(98), saturation(99)]));
    expect(again?.counts).toEqual({ received: 2, stored: 1, duplicates: 1, rejected: 0 });
  });

  test('whose number was used for other measurements is refused as a conflict, and kept', async () => {
    const id = { queue: randomUUID(), number: 1 };
    await store(message(id, [saturation(96)]));
    const [conflict] = await store(message(id, [saturation(93)]));
    expect(conflict).toMatchObject({ status: 'rejected', faults: [{ code: 'message-conflict' }] });
    expect(await rows('select from quarantine where device_id = $1', patient.deviceId)).toHaveLength(1);
    const [account] = await rows('select status, stored from message where device_id = $1', patient.deviceId);
    expect(account).toEqual({ status: 'accepted', stored: 1 });
  });

  test('that cannot be read is rejected, and with no id it is kept without a receipt', async () => {
    const id = { queue: randomUUID(), number: 7 };
    const [receipt, ...more] = await store(
      raw(patient.deviceId, JSON.stringify({ ...id, measurements: 'none' })),
      raw(patient.deviceId, 'not json'),
      raw(patient.deviceId, 'not json'),
    );
    expect(receipt).toMatchObject({ ...id, status: 'rejected', counts: { received: 0, rejected: 0 } });
    expect(more).toEqual([]);
    expect(await rows('select from quarantine where device_id = $1', patient.deviceId)).toHaveLength(2);
  });
});

describe('the device', () => {
  test('decides by its loan at the time of measurement whose measurement it is', async () => {
    const [before, after] = [patient, patients.at(-1)];
    if (!after) throw new Error('a second patient is needed');
    const deviceId = 'hub-that-moves';
    await registerDevice(db.pool, {
      id: deviceId,
      organizationId,
      kind: 'gateway',
      model: 'Hub',
      secretHash: 'x',
      registeredAt: now,
    });
    const loan = { id: randomUUID(), deviceId, patientId: before.patientId, from: now - 10 * HOUR, until: null, now };
    await assignDevice(db.pool, loan);
    await endAssignment(db.pool, { id: loan.id, at: now - 5 * HOUR });
    await assignDevice(db.pool, { ...loan, id: randomUUID(), patientId: after.patientId, from: now - 2 * HOUR });
    const instants = [now - 11 * HOUR, now - 10 * HOUR, now - 5 * HOUR - 1, now - 5 * HOUR, now - 2 * HOUR, now];
    const [receipt] = await store(
      message(
        { queue: randomUUID(), number: 1 },
        instants.map((at) => saturation(95, at)),
        deviceId,
      ),
    );
    expect(receipt?.counts).toEqual({ received: 6, stored: 4, duplicates: 0, rejected: 2 });
    expect(receipt?.faults.map(({ path, code }) => [path, code])).toEqual([
      ['/measurements/0', 'device-unassigned'],
      ['/measurements/3', 'device-unassigned'],
    ]);
    const stored = await rows(
      'select patient_id from measurement where device_id = $1 order by effective_at',
      deviceId,
    );
    expect(stored.map(({ patient_id }) => patient_id)).toEqual([
      before.patientId,
      before.patientId,
      after.patientId,
      after.patientId,
    ]);
  });

  test('that nobody has registered gets no receipt, but nothing is thrown away', async () => {
    const receipts = await store(message({ queue: randomUUID(), number: 1 }, [saturation(96)], 'a-stranger'));
    expect(receipts).toEqual([]);
    const kept = await rows('select reasons from quarantine where device_id = $1', 'a-stranger');
    expect(kept).toMatchObject([{ reasons: [{ code: 'device-unknown' }] }]);
  });

  test('tells about itself, and the feed hears of what has changed', async () => {
    const tell = (status: object) =>
      storeStatuses(
        db.pool,
        [{ deviceId: patient.deviceId, status: { at: new Date(now).toISOString(), ...status } }],
        now,
      );
    await tell({ batteryPercent: 40.4, firmware: '1.2' });
    await tell({ batteryPercent: 40 });
    await tell({ batteryPercent: 39 });
    const [device] = await rows('select battery_percent, firmware from device where id = $1', patient.deviceId);
    expect(device).toEqual({ battery_percent: 39, firmware: '1.2' });
    const changes = await rows(
      `select data from change where kind = 'device-status' and device_id = $1 order by seq`,
      patient.deviceId,
    );
    expect(changes.map(({ data }) => data.batteryPercent)).toEqual([40.4, 39]);
  });
});

test('a message that the store would not take is set aside with a receipt and an account', async () => {
  const id = { queue: randomUUID(), number: 1 };
  const refused = message(id, [saturation(96)]);
  const answer = await database.transaction((client) =>
    refuseMessage(client, refused, { now, reason: 'SQLSTATE 22003', tell: 'nobody' }),
  );
  expect(answer?.receipt).toMatchObject({ ...id, status: 'rejected', counts: { received: 1, rejected: 1 } });
  const [again] = await store(refused);
  expect(again).toEqual(answer?.receipt);
});

describe('triage in the same transaction', () => {
  test('opens, raises and keeps one alert for one rule, with what judged it', async () => {
    const queue = randomUUID();
    await store(message({ queue, number: 1 }, [saturation(89)]));
    expect(await alerts()).toMatchObject([
      { rule_id: 'low-saturation', severity: 'yellow', status: 'open', version: 1 },
    ]);
    now += HOUR;
    await store(message({ queue, number: 2 }, [saturation(84)]));
    expect(await alerts()).toMatchObject([{ severity: 'red', status: 'open', version: 2 }]);
    now += HOUR;
    await store(message({ queue, number: 3 }, [saturation(96)]));
    const [alert] = await rows('select * from alert where episode_id = $1', patient.episodeId);
    expect(alert).toMatchObject({
      status: 'open',
      severity: 'red',
      condition_cleared_at: new Date(now),
      protocol_id: 'of-the-tests',
      protocol_version: 1,
      limits_version: null,
      evidence: { ruleId: 'low-saturation', severity: 'red', items: [{ compared: 84 }] },
    });
    const kinds = await rows(`select kind from change where alert_id = $1 order by seq`, alert.id);
    expect(kinds.map(({ kind }) => kind)).toEqual(['alert-opened', 'alert-raised', 'alert-condition-cleared']);
  });

  test('closes a yellow alert as its rule allows, and opens another the next time', async () => {
    const queue = randomUUID();
    for (const [index, value] of [89, 96, 88].entries()) {
      now += HOUR;
      await store(message({ queue, number: index + 1 }, [saturation(value)]));
    }
    const found = await rows(
      'select status, outcome, resolved_at is not null as ended from alert where episode_id = $1 order by opened_at',
      patient.episodeId,
    );
    expect(found).toEqual([
      { status: 'resolved', outcome: 'cleared-by-rule', ended: true },
      { status: 'open', outcome: null, ended: false },
    ]);
  });
});
