import { randomUUID } from 'node:crypto';
import { encode } from '@samvakt/contract';
import {
  type ClinicPatient,
  createClock,
  openRawDevice,
  type Platform,
  type RawDevice,
  type SignedIn,
  startPlatform,
} from '@samvakt/harness';
import { applyTick, createTriageMemory } from '@samvakt/store';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DAY, HOUR, lineOf, MINUTE, openAlertsOf, spo2 } from './clinic.ts';

/* What may happen to a message on its way, and what must hold all the same: nothing is lost, nothing counts twice, nothing bad passes. */
const clock = createClock('2026-03-02T08:00:00Z');
const since = clock.now() - 10 * DAY;
let platform: Platform;
let ingrid: SignedIn;
let devices: RawDevice[] = [];

beforeAll(async () => {
  platform = await startPlatform({ clock: clock.now, since });
  ingrid = await platform.signIn(platform.clinic.people.ingrid);
});
afterEach(async () => {
  for (const device of devices) await device.stop();
  devices = [];
});
afterAll(() => platform?.stop());

const someone = (givenName: string): Promise<ClinicPatient> =>
  platform.clinic.follow({
    givenName,
    familyName: 'Rognhaugli',
    condition: 'copd',
    teamId: platform.clinic.teams.followUp.id,
    // Not so long that the form of Sunday is missing too.
    since: clock.now() - 10 * HOUR,
  });

async function deviceOf(patient: ClinicPatient): Promise<RawDevice> {
  const device = await openRawDevice(platform.brokerUrl, patient);
  devices.push(device);
  return device;
}

/** What is stored of a patient, oldest first. */
async function stored({ patientId }: ClinicPatient): Promise<{ metric: string; at: number; value: number }[]> {
  const { rows } = await platform.db.pool.query(
    'select metric, effective_at as at, value from measurement where patient_id = $1 order by effective_at, metric, value',
    [patientId],
  );
  return rows.map(({ metric, at, value }) => ({ metric, at: at.getTime(), value }));
}

async function accountOf({ deviceId }: ClinicPatient) {
  const { devices: all } = (await ingrid.get('/devices')).body;
  const { account } = all.find(({ id }: { id: string }) => id === deviceId);
  expect(account.received).toBe(account.stored + account.duplicates + account.rejected);
  return account;
}

describe('a gateway that was offline for two days', () => {
  it('delivers late, and nothing is lost', async () => {
    const patient = await someone('Ragnhild');
    const home = await platform.home(patient);
    await home.measure(spo2(93, clock.now()));
    await home.gateway.stop();

    const values = [92, 93, 89, 88.5, 84, 83, 90, 92, 92];
    const taken = [{ metric: 'oxygen-saturation', at: clock.now(), value: 93 }];
    for (const value of values) {
      clock.advance(5 * HOUR);
      await home.gateway.enqueue([spo2(value, clock.now())]);
      taken.push({ metric: 'oxygen-saturation', at: clock.now(), value });
    }
    clock.advance(3 * HOUR);
    expect(home.gateway.waiting).toBe(values.length);
    expect(await lineOf(ingrid, patient.episodeId)).toMatchObject({ status: 'unknown' });
    expect(await stored(patient)).toHaveLength(1);

    await home.gateway.start();
    await home.gateway.drained();
    expect(await stored(patient)).toEqual(taken);
    expect(home.receipts.map(({ status }) => status)).toEqual(new Array(values.length + 1).fill('accepted'));
    expect(await accountOf(patient)).toEqual({
      messages: 10,
      knownMissing: 0,
      received: 10,
      stored: 10,
      duplicates: 0,
      rejected: 0,
    });
    // What was red while nobody could hear of it waits for a person, from when it was measured.
    const [alert, ...others] = await openAlertsOf(ingrid, patient.episodeId);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ ruleId: 'saturation-low', severity: 'red', status: 'open' });
    expect(alert.openedAt).toBe(new Date(taken[4]?.at ?? 0).toISOString());
    expect(alert.conditionClearedAt).not.toBeNull();
    expect(await lineOf(ingrid, patient.episodeId)).toMatchObject({ status: 'red' });
  });

  it('is heard also when its silence has been noticed in the meantime', async () => {
    const patient = await someone('Eldbjørg');
    const { episodeId } = patient;
    const home = await platform.home(patient);
    await home.measure(spo2(93, clock.now()));
    await home.gateway.stop();
    const values = [84, 83, 91, 92, 92];
    for (const value of values) {
      clock.advance(9 * HOUR);
      await home.gateway.enqueue([spo2(value, clock.now())]);
    }
    clock.advance(3 * HOUR);
    await platform.database.transaction((client) =>
      applyTick(client, { episodeId, now: clock.now(), memory: createTriageMemory() }),
    );
    expect(await lineOf(ingrid, episodeId)).toMatchObject({ status: 'unknown', openAlerts: { red: 0, yellow: 1 } });

    await home.gateway.start();
    await home.gateway.drained();
    expect((await stored(patient)).map(({ value }) => value)).toEqual([93, ...values]);
    // Two readings below the red limit, more than a day old when they came: nobody has looked at them, so somebody must.
    expect(await lineOf(ingrid, episodeId)).toMatchObject({ status: 'red' });
    expect(await openAlertsOf(ingrid, episodeId)).toMatchObject([
      { ruleId: 'saturation-low', severity: 'red', late: true },
    ]);
  });

  it('is known to be missing a message until that message comes', async () => {
    const patient = await someone('Målfrid');
    const device = await deviceOf(patient);
    const queue = randomUUID();
    const message = (number: number) =>
      encode({
        queue,
        number,
        sentAt: clock.now(),
        readings: [spo2(90 + number, clock.now() - (4 - number) * MINUTE)],
      });
    for (const number of [1, 3]) {
      await device.publish(message(number));
      expect(await device.receipt()).toMatchObject({ number, status: 'accepted' });
    }
    expect(await accountOf(patient)).toMatchObject({ messages: 2, knownMissing: 1, stored: 2 });
    await device.publish(message(2));
    expect(await device.receipt()).toMatchObject({ number: 2, status: 'accepted' });
    expect(await accountOf(patient)).toMatchObject({ messages: 3, knownMissing: 0, stored: 3 });
  });
});

describe('a message that comes again', () => {
  it('changes nothing, and is answered as the first time', async () => {
    const patient = await someone('Solveig');
    const device = await deviceOf(patient);
    const readings = [spo2(89, clock.now() - 2 * MINUTE), spo2(88, clock.now() - MINUTE), spo2(86, clock.now())];
    const id = { queue: randomUUID(), number: 1 };
    const message = encode({ ...id, sentAt: clock.now(), readings });
    await device.publish(message);
    const first = await device.receipt();
    expect(first).toMatchObject({ status: 'accepted', counts: { received: 3, stored: 3, duplicates: 0, rejected: 0 } });
    const before = await everythingAbout(patient);
    expect(before.alerts).toMatchObject([{ severity: 'yellow' }]);
    for (let time = 0; time < 3; time += 1) {
      await device.publish(message);
      expect(await device.receipt()).toEqual(first);
    }
    expect(await everythingAbout(patient)).toEqual(before);

    // The same readings under another number, as from a gateway that has lost its memory, are duplicates.
    const another = { queue: randomUUID(), number: 1 };
    await device.publish(encode({ ...another, sentAt: clock.now(), readings }));
    expect(await device.receipt()).toEqual({
      ...another,
      status: 'accepted',
      counts: { received: 3, stored: 0, duplicates: 3, rejected: 0 },
      faults: [],
    });
    expect(await everythingAbout(patient)).toEqual(before);
    expect(await accountOf(patient)).toMatchObject({ messages: 2, received: 6, stored: 3, duplicates: 3 });
  });

  it('survives that ingest is stopped and started between two messages', async () => {
    const patient = await someone('Kirsten');
    const home = await platform.home(patient);
    await home.measure(spo2(92, clock.now() - MINUTE));
    await platform.ingest.stop();
    await home.gateway.enqueue([spo2(93, clock.now())]);
    await platform.ingest.start();
    // Whatever the broker has kept of it: the gateway, connected anew, sends what has no receipt.
    await home.gateway.stop();
    await home.gateway.start();
    await home.gateway.drained();
    expect((await stored(patient)).map(({ value }) => value)).toEqual([92, 93]);
    expect(await accountOf(patient)).toMatchObject({ messages: 2, received: 2, stored: 2, knownMissing: 0 });
  });
});

describe('what cannot be believed or read', () => {
  const quarantineOf = async ({ deviceId }: ClinicPatient) =>
    (await ingrid.get(`/quarantine?deviceId=${deviceId}`)).body.messages;

  it('is set aside value by value, with reasons that the receipt names too', async () => {
    const patient = await someone('Liv');
    const home = await platform.home(patient);
    const at = clock.now();
    const [receipt] = await home.measure(
      spo2(93, at),
      { metric: 'heart-rate', effectiveAt: at, value: 900, unit: '/min' },
      { metric: 'body-temperature', effectiveAt: at, value: 37, unit: 'furlong' },
      spo2(94, at + HOUR),
      spo2(94, at - 401 * DAY),
    );
    expect(receipt).toMatchObject({
      status: 'partly-accepted',
      counts: { received: 5, stored: 1, duplicates: 0, rejected: 4 },
    });
    const reasons = [
      ['/measurements/1', 'value-implausible'],
      ['/measurements/2', 'unit-unknown'],
      ['/measurements/3', 'time-in-future'],
      ['/measurements/4', 'time-too-old'],
    ];
    const said = (faults: { path: string; code: string }[]) =>
      faults.map(({ path, code }) => [path.split('/').slice(0, 3).join('/'), code]).toSorted();
    expect(said(receipt?.faults ?? [])).toEqual(reasons);
    const [kept, ...others] = await quarantineOf(patient);
    expect(others).toEqual([]);
    expect(said(kept.reasons)).toEqual(reasons);
    expect(kept.excerpt).toContain('900');
    expect(await stored(patient)).toEqual([{ metric: 'oxygen-saturation', at, value: 93 }]);
    expect(await accountOf(patient)).toMatchObject({ received: 5, stored: 1, rejected: 4 });
  });

  it('asks somebody to look, and is never green meanwhile', async () => {
    const patient = await someone('Guro');
    const home = await platform.home(patient);
    await home.measure(spo2(95, clock.now()));
    expect(await lineOf(ingrid, patient.episodeId)).toMatchObject({ status: 'green' });
    clock.advance(MINUTE);
    // Nothing is wrong with it but its unit, and the home measures rightly afterwards.
    await home.measure({ metric: 'body-temperature', effectiveAt: clock.now(), value: 311, unit: 'furlong' });
    await home.measure(spo2(95, clock.now()));
    expect(await lineOf(ingrid, patient.episodeId)).toMatchObject({ status: 'unknown', openAlerts: { yellow: 1 } });
    const [review, ...others] = await openAlertsOf(ingrid, patient.episodeId);
    expect(others).toEqual([]);
    expect(review).toMatchObject({
      ruleId: 'review:refused:body-temperature',
      kind: 'review',
      summary: { en: 'Temperature was sent and could not be used: unknown unit' },
      meaning: { en: expect.stringContaining('could not be used') },
      action: { en: expect.stringContaining('measure or answer again') },
    });
    const explained = await ingrid.get(`/alerts/${review.id}/explanation`);
    expect(explained.body).toMatchObject({ rerun: { identical: true }, sentence: review.summary });

    clock.advance(MINUTE);
    await ingrid.post(`/alerts/${review.id}/claim`, { version: review.version });
    const [claimed] = await openAlertsOf(ingrid, patient.episodeId);
    await ingrid.post(`/alerts/${review.id}/resolve`, {
      version: claimed.version,
      outcome: 'false-reading',
      note: 'The thermometer was set anew.',
    });
    expect(await lineOf(ingrid, patient.episodeId)).toMatchObject({ status: 'green' });
  });

  it('asks somebody to look also when not even the message can be read', async () => {
    const patient = await someone('Sunniva');
    const { episodeId } = patient;
    const device = await deviceOf(patient);
    const queue = randomUUID();
    const measure = async (number: number) => {
      await device.publish(encode({ queue, number, sentAt: clock.now(), readings: [spo2(95, clock.now())] }));
      expect(await device.receipt()).toMatchObject({ number, status: 'accepted' });
    };
    await measure(1);
    expect(await lineOf(ingrid, episodeId)).toMatchObject({ status: 'green' });
    clock.advance(MINUTE);
    await device.publish('{"queue": "cut o');
    // It has no receipt, but what comes after it on the same connection has.
    await measure(2);
    expect(await quarantineOf(patient)).toHaveLength(1);
    expect(await lineOf(ingrid, episodeId)).toMatchObject({ status: 'unknown', openAlerts: { yellow: 1 } });
    const [review, ...others] = await openAlertsOf(ingrid, episodeId);
    expect(others).toEqual([]);
    expect(review).toMatchObject({
      ruleId: 'review:refused',
      kind: 'review',
      summary: {
        nb: 'Noe ble sendt og kunne ikke brukes: meldingen kan ikke leses',
        en: 'Something was sent and could not be used: the message cannot be read',
      },
      action: { en: expect.stringContaining('measure or answer again') },
    });
    const explained = await ingrid.get(`/alerts/${review.id}/explanation`);
    expect(explained.body).toMatchObject({ rerun: { identical: true }, sentence: review.summary });

    // The same again, as from a device that has no receipt for it, and more of the kind: one review is enough.
    const { alerts, told } = await everythingAbout(patient);
    await device.publish('{"queue": "cut o');
    await measure(3);
    expect(await everythingAbout(patient)).toMatchObject({ alerts, told });
    await device.publish('and another');
    await measure(4);
    expect(await quarantineOf(patient)).toHaveLength(2);
    expect(await openAlertsOf(ingrid, episodeId)).toHaveLength(1);

    clock.advance(MINUTE);
    const [open] = await openAlertsOf(ingrid, episodeId);
    await ingrid.post(`/alerts/${open.id}/claim`, { version: open.version });
    const [claimed] = await openAlertsOf(ingrid, episodeId);
    await ingrid.post(`/alerts/${open.id}/resolve`, {
      version: claimed.version,
      outcome: 'false-reading',
      note: 'The gateway has been changed.',
    });
    expect(await lineOf(ingrid, episodeId)).toMatchObject({ status: 'green' });
    await device.publish('yet another');
    await measure(5);
    expect(await quarantineOf(patient)).toHaveLength(3);
    expect(await openAlertsOf(ingrid, episodeId)).toEqual([]);
    clock.advance(DAY);
    await device.publish('and one more');
    await measure(6);
    expect(await openAlertsOf(ingrid, episodeId)).toMatchObject([{ ruleId: 'review:refused', status: 'open' }]);
  });

  it('is set aside whole, and answered where it bears a number', async () => {
    const patient = await someone('Inger');
    const device = await deviceOf(patient);
    await device.publish('this is not JSON');
    await device.publish(Buffer.from([0xff, 0xfe, 0x00]));
    const id = { queue: randomUUID(), number: 1 };
    await device.publish(JSON.stringify({ ...id, sentAt: 'yesterday', measurements: [] }));
    expect(await device.receipt()).toMatchObject({ ...id, status: 'rejected', faults: [{ code: 'envelope-invalid' }] });
    const kept = await quarantineOf(patient);
    expect(kept.map(({ reasons }: { reasons: { code: string }[] }) => reasons[0]?.code).toSorted()).toEqual([
      'envelope-invalid',
      'json-invalid',
      'json-invalid',
    ]);
    expect(await stored(patient)).toEqual([]);
    expect(await lineOf(ingrid, patient.episodeId)).toMatchObject({ status: 'unknown', newestMeasurementAt: null });
    expect(await openAlertsOf(ingrid, patient.episodeId)).toMatchObject([{ ruleId: 'review:refused' }]);
  });
});

/** Everything that a redelivery must leave alone: measurements, alerts, what triage remembers, and what has been told of it. */
async function everythingAbout(patient: ClinicPatient) {
  const { episodeId } = patient;
  const read = async (sql: string) => (await platform.db.pool.query(sql, [episodeId])).rows;
  return {
    measurements: await stored(patient),
    alerts: await read('select * from alert where episode_id = $1 order by id'),
    triage: await read('select * from triage_state where episode_id = $1'),
    told: await read(
      `select seq, kind from change where episode_id = $1 and kind <> 'measurements-received' order by seq`,
    ),
  };
}
