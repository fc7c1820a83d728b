import { randomUUID } from 'node:crypto';
import { PLAN_DAYS } from '@samvakt/contract';
import { createClock, type Platform, type SignedIn, startPlatform } from '@samvakt/harness';
import { hashDeviceSecret, makeDeviceSecret } from '@samvakt/samvakt/device-secret';
import { assignDevice, endAssignment, endEpisode, registerDevice } from '@samvakt/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from './clinic.ts';

/* What a patient is to measure changes, and the home hears it: from the nurse's plan to what the gateway shows and keeps. */
const clock = createClock('2026-03-02T08:00:00Z');
let platform: Platform;
let ingrid: SignedIn;

beforeAll(async () => {
  platform = await startPlatform({ clock: clock.now, since: clock.now() - 10 * DAY });
  ingrid = await platform.signIn(platform.clinic.people.ingrid);
});
afterAll(() => platform?.stop());

const entry = {
  metric: 'oxygen-saturation',
  days: PLAN_DAYS,
  from: '06:00',
  by: '10:00',
  graceMinutes: 120,
  onHolidays: 'asked',
} as const;

it('a plan reaches the home once, at the start and when it changes, in words and as it is, also one that was away; the newest holds, and the end of the follow-up ends it', async () => {
  const patient = await platform.clinic.follow({
    givenName: 'Gudrun',
    familyName: 'Planvoll',
    condition: 'copd',
    teamId: platform.clinic.teams.followUp.id,
    since: clock.now() - HOUR,
  });
  const { episodeId } = patient;
  const home = await platform.home(patient);
  const set = async (basedOnVersion: number, by: string) => {
    const plan = { timeZone: 'Europe/Oslo', entries: [{ ...entry, by }], holidays: [] };
    const asked = { plan, reason: 'Avtalt', basedOnVersion, shown: { withoutReplay: 'En fortelling' } };
    expect((await ingrid.post(`/episodes/${episodeId}/measuring-plan`, asked)).status).toBe(200);
    clock.advance(MINUTE);
  };
  const words = () => home.messages.map(({ text }) => text.nb);
  const times = () => home.gateway.plans.map(({ entries }) => entries.map(({ by }) => by));

  const [first] = await expect.poll(words).toHaveLength(1).then(words);
  expect(first).toMatch(/^Ny måleplan fra Oppfølgingsteamet. Vi ber deg sende: .*SpO₂ hver dag/);

  await set(0, '10:00');
  await expect.poll(words).toEqual([first, expect.stringContaining('SpO₂ hver dag mellom kl. 06:00 og 10:00')]);
  expect(times()).toEqual([['10:00']]);
  await expect
    .poll(async () => (await ingrid.get(`/episodes/${episodeId}/messages`)).body.messages[0])
    .toMatchObject({ kind: 'measuring-plan', delivery: 'shown' });

  // Two changes while nobody is at home: only what holds is told.
  await home.gateway.stop();
  await set(1, '11:00');
  await set(2, '12:00');
  await home.gateway.start();
  clock.advance(2 * HOUR);
  await expect.poll(() => words().at(-1)).toContain('mellom kl. 06:00 og 12:00');
  expect(words()).toHaveLength(3);
  expect(times()).toEqual([['12:00']]);

  const practitionerId = platform.clinic.people.ingrid.id;
  await platform.database.transaction((client) => endEpisode(client, { episodeId, practitionerId, now: clock.now() }));
  await expect.poll(() => words().at(-1)).toContain('du trenger ikke måle noe fast nå');
  expect(times()).toEqual([[]]);
});

it('equipment that is lent later tells what is asked for now, once; not while the follow-up is paused, and not when it has ended', async () => {
  const patient = await platform.clinic.follow({
    givenName: 'Torfinn',
    familyName: 'Lånemo',
    condition: 'copd',
    teamId: platform.clinic.teams.followUp.id,
    since: clock.now() - HOUR,
  });
  const { episodeId, patientId } = patient;
  // The gateway that was lent at the start is broken and goes back before it has been on.
  const { rows } = await platform.db.pool.query('select id from device_assignment where patient_id = $1', [patientId]);
  await endAssignment(platform.db.pool, { id: rows[0].id, at: clock.now() });
  const deliveries = async () =>
    (await ingrid.get(`/episodes/${episodeId}/messages`)).body.messages.map(
      (one: { delivery: string }) => one.delivery,
    );
  expect(await deliveries()).toEqual(['no-device']);

  const paused = {
    scope: { type: 'episode' },
    reason: 'new-device',
    endsAt: new Date(clock.now() + DAY).toISOString(),
  };
  const { body: pause } = await ingrid.post(`/episodes/${episodeId}/pauses`, paused);
  const lend = async (deviceId: string) => {
    const secret = makeDeviceSecret();
    const secretHash = await hashDeviceSecret(secret);
    const { id: organizationId } = platform.clinic.municipality;
    const now = clock.now();
    const device = { id: deviceId, organizationId, kind: 'gateway', model: 'Test home', secretHash, registeredAt: now };
    await platform.database.transaction(async (client) => {
      await registerDevice(client, device);
      await assignDevice(client, { id: randomUUID(), deviceId, patientId, from: now, until: null, now });
    });
    return platform.home({ ...patient, deviceId, secret });
  };
  const home = await lend('home-new');
  await expect.poll(deliveries).toEqual(['held']);
  expect(home.messages).toEqual([]);

  clock.advance(MINUTE);
  const ended = await ingrid.post(`/pauses/${pause.id}/end`, { version: pause.version });
  expect(ended.status).toBe(200);
  clock.advance(HOUR);
  const words = (of: typeof home) => of.messages.map(({ text }) => text.nb);
  await expect.poll(() => words(home)).toEqual([expect.stringContaining('SpO₂ hver dag')]);
  await expect.poll(deliveries).toEqual(['shown']);
  expect(home.gateway.plans).toHaveLength(1);

  // A second one beside it is told alone: the patient does not hear it twice from the first.
  clock.advance(MINUTE);
  const second = await lend('home-second');
  await expect.poll(() => words(second)).toEqual([expect.stringMatching(/^Måleplan fra Oppfølgingsteamet/)]);
  await expect.poll(deliveries).toEqual(['shown', 'shown']);
  expect(home.messages).toHaveLength(1);

  clock.advance(MINUTE);
  const practitionerId = platform.clinic.people.ingrid.id;
  await platform.database.transaction((client) => endEpisode(client, { episodeId, practitionerId, now: clock.now() }));
  await expect.poll(() => words(second).at(-1)).toContain('du trenger ikke måle noe fast nå');
  await expect.poll(() => words(home).at(-1)).toContain('du trenger ikke måle noe fast nå');
  await expect.poll(deliveries).toEqual(['shown', 'shown', 'shown']);
  // What is to be told is written with the loan: there is nothing.
  await lend('home-third');
  expect(await deliveries()).toHaveLength(3);
});
