import { randomUUID } from 'node:crypto';
import { statusTopic } from '@samvakt/contract';
import { type ClinicPatient, createClock, type Platform, type SignedIn, startPlatform } from '@samvakt/harness';
import { hashDeviceSecret, makeDeviceSecret } from '@samvakt/samvakt/device-secret';
import {
  applyDeviceWord,
  applyLoanEnd,
  applyTick,
  assignDevice,
  createTriageMemory,
  DEVICE_WORD_TASK,
  type DeviceWord,
  endAssignment,
  LOAN_END_TASK,
  type LoanEnd,
  registerDevice,
} from '@samvakt/store';
import mqtt from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, HOUR, lineOf, MINUTE, openAlertsOf, spo2 } from './clinic.ts';

/*
 * A gateway loses its connection, and what it would have brought is behind one alert about it. It is broken, and is exchanged: what the patient has not measured is then the
 * patient's own silence, on the nurse's screen, until the new one brings something. The timers are run by hand, by what the queue holds.
 */
const BEGINNING = Date.parse('2026-03-02T08:00:00Z');
const clock = createClock(BEGINNING);
const memory = createTriageMemory();
let platform: Platform;
let ingrid: SignedIn;
let patient: ClinicPatient;

beforeAll(async () => {
  platform = await startPlatform({ clock: clock.now, since: BEGINNING });
  const { teams, people, follow } = platform.clinic;
  const who = { givenName: 'Solbjørg', familyName: 'Byttemo', condition: 'copd', teamId: teams.followUp.id } as const;
  patient = await follow({ ...who, since: BEGINNING });
  ingrid = await platform.signIn(people.ingrid);
});
afterAll(() => platform?.stop());

/** What the queue holds under a key, and when it is due. */
async function queued(key: string): Promise<{ payload: unknown; dueAt: number } | undefined> {
  const { rows } = await platform.db.pool.query<{ payload: unknown; run_at: Date }>(
    'select payload, run_at from graphile_worker._private_jobs where key = $1',
    [key],
  );
  return rows[0] && { payload: rows[0].payload, dueAt: rows[0].run_at.getTime() };
}
const timePasses = () =>
  platform.database.transaction((client) =>
    applyTick(client, { episodeId: patient.episodeId, now: clock.now(), memory }),
  );
const standing = async () => (await openAlertsOf(ingrid, patient.episodeId)).map(({ ruleId }) => ruleId).toSorted();

it('what hides behind a device without connection stands by itself when the device is exchanged, until the new one brings it', async () => {
  const home = await platform.home(patient);
  await home.measure(spo2(94, BEGINNING));
  await home.gateway.stop();
  // The line is cut: the broker says so in its place.
  const topic = statusTopic(patient.deviceId);
  const payload = Buffer.from(JSON.stringify({ at: new Date(BEGINNING).toISOString(), online: false }));
  const { deviceId: clientId, secret: password } = patient;
  const will = { topic, payload, qos: 1, retain: false } as const;
  const options = { clientId, username: clientId, password, will, reconnectPeriod: 0 };
  clock.advance(HOUR);
  const line = await mqtt.connectAsync(platform.brokerUrl, options);
  line.stream.destroy();
  const key = `${DEVICE_WORD_TASK}:${patient.deviceId}`;
  await expect.poll(() => queued(key)).toMatchObject({ payload: { online: false }, dueAt: clock.now() + 10 * MINUTE });
  const word = (await queued(key))?.payload as DeviceWord;
  clock.advance(10 * MINUTE);
  await platform.database.transaction((client) => applyDeviceWord(client, word, { now: clock.now(), memory }));

  clock.set(BEGINNING + 3 * DAY);
  await timePasses();
  expect(await standing()).toEqual([`device:${patient.deviceId}`]);

  const { rows } = await platform.db.pool.query('select id from device_assignment where patient_id = $1', [
    patient.patientId,
  ]);
  await platform.database.transaction((client) => endAssignment(client, { id: rows[0].id, at: clock.now() }));
  const ended = (await queued(`${LOAN_END_TASK}:${patient.deviceId}:${patient.patientId}:${clock.now()}`))
    ?.payload as LoanEnd;
  await platform.database.transaction((client) => applyLoanEnd(client, ended, { now: clock.now(), memory }));
  const missing = await standing();
  expect(missing).toContain('saturation-missing');
  expect(missing).not.toContain(`device:${patient.deviceId}`);
  expect(await lineOf(ingrid, patient.episodeId)).toMatchObject({ status: 'unknown' });
  const { body } = await ingrid.get(`/episodes/${patient.episodeId}/timeline`);
  const returned = await platform.db.pool.query(
    `select occurred_at as at from change where kind = 'device-returned' and patient_id = $1`,
    [patient.patientId],
  );
  expect(returned.rows).toEqual([{ at: new Date(clock.now()) }]);
  const resolved = body.entries.find(({ kind }: { kind: string }) => kind === 'alert-resolved');
  expect(resolved?.data).toMatchObject({ ruleId: `device:${patient.deviceId}`, reason: 'device-returned' });

  // Another is lent in its stead, and nothing is hidden behind that one either.
  clock.advance(HOUR);
  const [deviceId, secret, now] = ['home-exchanged', makeDeviceSecret(), clock.now()];
  const secretHash = await hashDeviceSecret(secret);
  const { id: organizationId } = platform.clinic.municipality;
  await platform.database.transaction(async (client) => {
    const about = { id: deviceId, organizationId, kind: 'gateway', model: 'Test home', secretHash, registeredAt: now };
    await registerDevice(client, about);
    const { patientId } = patient;
    await assignDevice(client, { id: randomUUID(), deviceId, patientId, from: now, until: null, now });
  });
  await timePasses();
  expect(await standing()).toEqual(missing);
  const exchanged = await platform.home({ ...patient, deviceId, secret });
  clock.advance(MINUTE);
  await exchanged.measure(spo2(94, clock.now()));
  expect(await standing()).not.toContain('saturation-missing');
  expect(platform.logged).toEqual([]);
});
