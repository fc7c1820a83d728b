import { randomUUID } from 'node:crypto';
import {
  type DeviceReading,
  encode,
  measurementsTopic,
  type Receipt,
  receiptsTopic,
  statusTopic,
} from '@samvakt/contract';
import type { FollowedPatient } from '@samvakt/harness';
import type { Database } from '@samvakt/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { HOUR, NOW as now, oneWireEach } from '../test/oneWireEach.ts';

const on = oneWireEach(20);
const { startIngest } = on;
let patient: FollowedPatient;
beforeEach(() => {
  ({ patient } = on);
});

/** The patient's gateway, which remembers its receipts, by message number. */
async function connectGateway() {
  const { deviceId } = patient;
  const client = await on.gatewayOf(patient);
  const receipts = new Map<number, Receipt[]>();
  client.on('message', (_, payload) => {
    for (const receipt of JSON.parse(payload.toString()) as Receipt[]) {
      receipts.set(receipt.number, [...(receipts.get(receipt.number) ?? []), receipt]);
    }
  });
  await client.subscribeAsync(receiptsTopic(deviceId), { qos: 1 });
  const send = (payload: string | Buffer) => client.publishAsync(measurementsTopic(deviceId), payload, { qos: 1 });
  return { client, receipts, send };
}

const queue = randomUUID();
const saturation = (value: number, effectiveAt: number): DeviceReading => ({
  metric: 'oxygen-saturation',
  effectiveAt,
  value,
  unit: '%',
});
const message = (number: number, readings: DeviceReading[]) => encode({ queue, number, sentAt: now, readings });

async function count(table: string, where: string, ...values: unknown[]): Promise<number> {
  const { rows } = await on.db.pool.query(`select count(*)::int as count from ${table} where ${where}`, values);
  return rows[0].count;
}
const storedOf = ({ patientId }: FollowedPatient) => count('measurement', 'patient_id = $1', patientId);

describe('a message from a gateway', () => {
  test('is stored and answered: accepted, accepted in part, rejected', async () => {
    await startIngest();
    const gateway = await connectGateway();
    await gateway.send(message(1, [saturation(96, now)]));
    await gateway.send(message(2, [saturation(95, now), saturation(9500, now)]));
    await gateway.send(message(3, [saturation(9500, now)]));
    await expect.poll(() => gateway.receipts.size).toBe(3);
    const answers = [1, 2, 3].map((number) => gateway.receipts.get(number)?.[0]?.status);
    expect(answers).toEqual(['accepted', 'partly-accepted', 'rejected']);
    expect(await storedOf(patient)).toBe(2);
    expect(await count('quarantine', 'device_id = $1', patient.deviceId)).toBe(2);
  });

  test('that comes again gets the same receipt and is stored once', async () => {
    await startIngest();
    const gateway = await connectGateway();
    for (let time = 0; time < 3; time += 1) await gateway.send(message(1, [saturation(96, now), saturation(0.5, now)]));
    await expect.poll(() => gateway.receipts.get(1)?.length).toBe(3);
    expect(new Set(gateway.receipts.get(1)?.map((receipt) => JSON.stringify(receipt)))).toHaveLength(1);
    expect(await storedOf(patient)).toBe(1);
  });

  test('in no order at all gives the alert that the newest reading demands', async () => {
    const service = await startIngest();
    const gateway = await connectGateway();
    const readings = [96, 84, 89, 97].map((value, hours) => saturation(value, now - (4 - hours) * HOUR));
    await gateway.send(
      message(
        1,
        [3, 1, 0, 2].flatMap((place) => readings[place] ?? []),
      ),
    );
    await expect.poll(() => gateway.receipts.size).toBe(1);
    const { rows } = await on.db.pool.query(
      'select severity, status, condition_cleared_at from alert where episode_id = $1',
      [patient.episodeId],
    );
    expect(rows).toEqual([{ severity: 'red', status: 'open', condition_cleared_at: new Date(now - HOUR) }]);
    expect(await service.metrics.metrics()).toContain('samvakt_ingest_measurements_total{fate="stored"} 4');
    expect(service.isConnected()).toBe(true);
    expect(service.connection()).toMatchObject({ protocolVersion: 4, shared: false });
  });

  test('and a word about the gateway itself are told apart; what is neither is kept', async () => {
    await startIngest();
    const gateway = await connectGateway();
    const tell = (payload: string) => gateway.client.publishAsync(statusTopic(patient.deviceId), payload, { qos: 1 });
    await tell(JSON.stringify({ at: new Date(now).toISOString(), batteryPercent: 55, firmware: '2.0' }));
    await tell('{"at":"yesterday"}');
    await tell('no json');
    const device = () =>
      on.db.pool.query('select battery_percent, firmware from device where id = $1', [patient.deviceId]);
    await expect.poll(async () => (await device()).rows).toEqual([{ battery_percent: 55, firmware: '2.0' }]);
    await expect.poll(() => count('quarantine', 'device_id = $1', patient.deviceId)).toBe(2);
  });
});

test('a message that the store refuses is set aside, and its neighbours are stored', async () => {
  // The database's own no to one value stands for whatever it may once refuse that no decoder foresaw.
  await on.db.pool.query(`
    create function refuse_one_value() returns trigger language plpgsql as $$
    begin
      raise exception 'not this one' using errcode = 'data_exception';
    end $$;
    create trigger refuse_one_value before insert on measurement for each row when (new.value = 66.25)
      execute function refuse_one_value()
  `);
  const gateway = await connectGateway();
  // The reader waits for company, so that all five come in one batch.
  const service = await startIngest({ maxWaitMs: 200 });
  const values = [91, 92, 66.25, 93, 94];
  await Promise.all(values.map((value, index) => gateway.send(message(index + 1, [saturation(value, now)]))));
  await expect.poll(() => gateway.receipts.size).toBe(5);
  await on.db.pool.query('drop trigger refuse_one_value on measurement');
  expect(await storedOf(patient)).toBe(4);
  expect(gateway.receipts.get(3)).toMatchObject([
    { status: 'rejected', counts: { received: 1, rejected: 1 }, faults: [{ code: 'store-refused' }] },
  ]);
  const { rows } = await on.db.pool.query('select number, reasons from quarantine where device_id = $1', [
    patient.deviceId,
  ]);
  expect(rows).toMatchObject([{ number: '3', reasons: [{ code: 'store-refused' }] }]);
  const { rows: alerts } = await on.db.pool.query(
    `select rule_id as rule, status from alert join episode on episode.id = episode_id where patient_id = $1 and rule_id like 'review:%'`,
    [patient.patientId],
  );
  expect(alerts).toEqual([{ rule: 'review:refused:oxygen-saturation', status: 'open' }]);
  expect(await service.metrics.metrics()).toContain('samvakt_ingest_store_refused_total 1');
});

test('a message is set aside also when nobody can be told of it', async () => {
  await on.db.pool.query(`
    create or replace function refuse_all() returns trigger language plpgsql as $$
    begin
      raise exception 'not this one' using errcode = 'data_exception';
    end $$;
    create trigger refuse_all before insert on measurement for each row when (new.value = 66.25) execute function refuse_all();
    create trigger refuse_all before insert on triage_refused for each row execute function refuse_all()
  `);
  const gateway = await connectGateway();
  await startIngest();
  await gateway.send(message(1, [saturation(66.25, now)]));
  await expect.poll(() => gateway.receipts.size).toBe(1);
  await on.db.pool.query(
    'drop trigger refuse_all on measurement; drop trigger refuse_all on triage_refused; drop function refuse_all()',
  );
  expect(gateway.receipts.get(1)).toMatchObject([{ status: 'rejected', faults: [{ code: 'store-refused' }] }]);
  const { rows } = await on.db.pool.query('select number from quarantine where device_id = $1', [patient.deviceId]);
  expect(rows).toEqual([{ number: '1' }]);
});

describe('when the database fails', () => {
  test('nothing is acknowledged until it works again, and then everything', async () => {
    const failing = breakable(on.database);
    const service = await startIngest({ database: failing.database });
    const gateway = await connectGateway();
    failing.breakNow();
    for (let number = 1; number <= 5; number += 1) await gateway.send(message(number, [saturation(90 + number, now)]));
    await expect.poll(async () => retriesOf(await service.metrics.metrics())).toBeGreaterThan(0);
    expect(gateway.receipts.size).toBe(0);
    failing.mend();
    await expect.poll(() => gateway.receipts.size).toBe(5);
    expect(await storedOf(patient)).toBe(5);
  });

  test('its connections may be cut in the middle of the traffic', async () => {
    await startIngest({ maxBatch: 10 });
    const gateway = await connectGateway();
    const sending = Array.from({ length: 200 }, (_, index) =>
      gateway.send(message(index + 1, [saturation(80 + index / 10, now)])),
    );
    for (let cut = 0; cut < 5; cut += 1) {
      await expect.poll(() => gateway.receipts.size).toBeGreaterThan(cut * 20);
      await on.cutDatabase();
    }
    await Promise.all(sending);
    await expect.poll(() => gateway.receipts.size).toBe(200);
    expect(await storedOf(patient)).toBe(200);
    expect(await count('message', `device_id = $1 and status = 'accepted'`, patient.deviceId)).toBe(200);
  });
});

test('a service that dies between commit and acknowledgement leaves a redelivery that is harmless', async () => {
  const gateway = await connectGateway();
  const dying = await startIngest({ database: dyingAfterCommit(on.database) });
  await gateway.send(message(1, [saturation(88, now)]));
  await expect.poll(() => storedOf(patient)).toBe(1);
  expect(gateway.receipts.size).toBe(0);
  await startIngest();
  await gateway.send(message(1, [saturation(88, now)]));
  await expect.poll(() => gateway.receipts.get(1)?.[0]).toMatchObject({ status: 'accepted', counts: { stored: 1 } });
  expect(await storedOf(patient)).toBe(1);
  expect(await count('alert', 'episode_id = $1', patient.episodeId)).toBe(1);
  on.services.delete(dying);
});

test('two workers reading the same messages of the same patient keep an exact account', async () => {
  // Without shared subscriptions each of them gets every message: the hardest case.
  await startIngest({ maxBatch: 7 });
  await startIngest({ maxBatch: 11 });
  const gateway = await connectGateway();
  const COUNT = 150;
  const saturationAt = (index: number) => [96, 84, 89, 97][index % 4] ?? 96;
  const sent = Array.from({ length: COUNT }, (_, index) =>
    gateway.send(message(index + 1, [saturation(saturationAt(index), now - (COUNT - index) * 60_000)])),
  );
  await Promise.all(sent);
  await expect.poll(() => [...gateway.receipts.values()].flat().length).toBe(2 * COUNT);
  const { rows } = await on.db.pool.query(
    `select count(*)::int as messages, sum(received)::int as received, sum(stored)::int as stored,
       sum(duplicates)::int as duplicates, sum(rejected)::int as rejected from message where device_id = $1`,
    [patient.deviceId],
  );
  expect(rows).toEqual([{ messages: COUNT, received: COUNT, stored: COUNT, duplicates: 0, rejected: 0 }]);
  expect(await storedOf(patient)).toBe(COUNT);
  expect(await count('alert', `episode_id = $1 and status <> 'resolved'`, patient.episodeId)).toBe(1);
});

test('stopping finishes what was taken', async () => {
  const gateway = await connectGateway();
  const service = await startIngest({ maxBatch: 5 });
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => gateway.send(message(index + 1, [saturation(90, now - index)]))),
  );
  await service.stop();
  const stored = await storedOf(patient);
  await expect.poll(() => gateway.receipts.size).toBe(stored);
  on.services.delete(service);
});

/** A database that can be told to fail as one that is down does. */
function breakable(real: Database) {
  let broken = false;
  const refuse = () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
  const fake: Database = { ...real, transaction: (work) => (broken ? refuse() : real.transaction(work)) };
  return {
    database: fake,
    breakNow: () => {
      broken = true;
    },
    mend: () => {
      broken = false;
    },
  };
}

/** A database that commits and then never answers, as it looks to a process that is killed at that instant. */
function dyingAfterCommit(real: Database): Database {
  return {
    ...real,
    transaction: async (work) => {
      await real.transaction(work);
      return new Promise<never>(() => {});
    },
  };
}

function retriesOf(metrics: string): number {
  return Number(/samvakt_ingest_store_retries_total (\d+)/.exec(metrics)?.[1] ?? 0);
}
