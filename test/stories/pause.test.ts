import {
  type ClinicPatient,
  copdForm,
  createClock,
  type Home,
  type Platform,
  type SignedIn,
  startPlatform,
} from '@samvakt/harness';
import { applyTick, createTriageMemory, turnPause } from '@samvakt/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, HOUR, lineOf, MINUTE, openAlertsOf, spo2, timelineOf } from './clinic.ts';

/*
 * Ten days at her daughter's, without the equipment at first: a pause that goes with a handover, lets red through, and ends by itself. No timer
 * service runs: what a timer does is done here by hand, late, to show that nothing waited for it. The plan of the COPD protocol asks for a saturation on each day, and
 * misses it when the day is over.
 */
const BEGINNING = Date.parse('2026-03-02T08:00:00Z');
const END = BEGINNING + 10 * DAY;
/** The day on which the pause ends is not asked for, and the one after it is over 39 hours later. */
const DEADLINE = 39 * HOUR;
const clock = createClock(BEGINNING);
const memory = createTriageMemory();
let platform: Platform;
let ingrid: SignedIn;
let silje: SignedIn;
let patient: ClinicPatient;
let home: Home;
let pauseId: string;

beforeAll(async () => {
  platform = await startPlatform({ clock: clock.now, since: BEGINNING });
  const { teams, people, follow } = platform.clinic;
  patient = await follow({
    givenName: 'Borghild',
    familyName: 'Feriehaugen',
    condition: 'copd',
    teamId: teams.followUp.id,
    since: BEGINNING,
  });
  home = await platform.home(patient);
  ingrid = await platform.signIn(people.ingrid);
  silje = await platform.signIn(people.silje);
});
afterAll(() => platform?.stop());

const line = (person: SignedIn) => lineOf(person, patient.episodeId);
const tick = () =>
  platform.database.transaction((client) =>
    applyTick(client, { episodeId: patient.episodeId, now: clock.now(), memory }),
  );

it('before she leaves she is yellow, and the preview says that the pause would hide just that', async () => {
  await home.measure(spo2(89, BEGINNING), spo2(89, BEGINNING + MINUTE));
  expect(await line(ingrid)).toMatchObject({ status: 'yellow' });
  const { body } = await ingrid.get(`/episodes/${patient.episodeId}/pauses/preview?scope=episode`);
  expect(body).toMatchObject({
    held: [{ ruleId: 'saturation-low', severity: 'yellow', count: 1, open: 1 }],
    shown: [],
  });
});

it('the nurse pauses everything until she is home, and the line says so at once', async () => {
  const set = await ingrid.post(`/episodes/${patient.episodeId}/pauses`, {
    scope: { type: 'episode' },
    reason: 'holiday',
    note: 'At her daughter’s',
    endsAt: new Date(END).toISOString(),
  });
  expect(set.status, JSON.stringify(set.body)).toBe(201);
  pauseId = set.body.id;
  expect(await line(ingrid)).toMatchObject({
    status: 'unknown',
    reason: { nb: expect.stringMatching(/^På pause til 12\. mars/) },
    pauses: [{ id: pauseId, reason: 'holiday' }],
  });
});

it('days without a reading make nothing missing, and nothing green', async () => {
  for (const days of [2, 4]) {
    clock.set(BEGINNING + days * DAY);
    await tick();
    expect(await line(ingrid)).toMatchObject({ status: 'unknown', openAlerts: { red: 0, yellow: 0, paused: 1 } });
  }
  expect(await openAlertsOf(ingrid, patient.episodeId)).toMatchObject([
    { ruleId: 'saturation-low', status: 'open', pausedUntil: new Date(END).toISOString() },
  ]);
});

it('the pause goes with the handover: its letter names it, and it is in force for the new team', async () => {
  const offered = await ingrid.post(`/episodes/${patient.episodeId}/handovers`, {
    toTeamId: platform.clinic.teams.lung.id,
    isbar: {
      illnessSeverity: 'stable',
      situation: 'Away on holiday.',
      background: 'COPD.',
      assessment: 'Stable when she left.',
      recommendation: 'Call her when she is home.',
      contingency: '',
    },
    deadlineAt: new Date(clock.now() + 4 * HOUR).toISOString(),
  });
  expect(offered).toMatchObject({
    status: 201,
    body: {
      digest: {
        alerts: [{ severity: 'yellow', pausedUntil: new Date(END).toISOString() }],
        pauses: [{ id: pauseId, note: 'At her daughter’s', endsAt: new Date(END).toISOString() }],
        missing: [],
      },
    },
  });
  clock.advance(MINUTE);
  const accepted = await silje.post(`/handovers/${offered.body.id}/accept`, {
    version: offered.body.version,
    readBack: { illnessSeverity: 'stable', firstAction: 'Call on the twelfth.', redAlertIds: [] },
  });
  expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
  expect(await line(ingrid)).toBeUndefined();
  expect(await line(silje)).toMatchObject({ status: 'unknown', pauses: [{ id: pauseId }] });
  const { version } = (await silje.get(`/episodes/${patient.episodeId}`)).body.pauses[0];
  expect((await ingrid.post(`/pauses/${pauseId}/end`, { version })).status).toBe(403);
});

it('her daughter fetches the equipment: yellow waits, red does not', async () => {
  clock.set(BEGINNING + 6 * DAY);
  await home.measure(spo2(89, clock.now() - 2 * MINUTE), spo2(89, clock.now() - MINUTE));
  // It is Sunday: she answers the form of the week too, though nobody waits for it now.
  await home.gateway.enqueueResponse(copdForm(clock.now()));
  await home.gateway.drained();
  expect(await line(silje)).toMatchObject({ status: 'unknown', openAlerts: { red: 0, yellow: 0, paused: 1 } });
  clock.advance(HOUR);
  await home.measure(spo2(79, clock.now()));
  expect(await line(silje)).toMatchObject({ status: 'red', openAlerts: { red: 1, paused: 0 } });
  const [alert] = await openAlertsOf(silje, patient.episodeId);
  expect(alert).toMatchObject({ severity: 'red', pausedUntil: null });
  const { version } = alert;
  const closed = await silje.post(`/alerts/${alert.id}/resolve`, { version, outcome: 'contacted-patient' });
  expect(closed.status, JSON.stringify(closed.body)).toBe(200);
});

it('the pause ends by itself, though no timer has come; silence is counted from its end', async () => {
  clock.set(END - 1);
  expect(await line(silje)).toMatchObject({ reason: { en: expect.stringMatching(/^Paused until/) } });
  clock.set(END);
  expect(await line(silje)).toMatchObject({
    status: 'unknown',
    reason: { en: expect.stringMatching(/^No SpO₂ since/) },
    pauses: [],
  });
  clock.set(END + DEADLINE - 1);
  await tick();
  expect(await openAlertsOf(silje, patient.episodeId)).toEqual([]);
  clock.set(END + DEADLINE);
  await tick();
  expect(await openAlertsOf(silje, patient.episodeId)).toMatchObject([
    { ruleId: 'saturation-missing', openedAt: new Date(END + DEADLINE).toISOString(), pausedUntil: null },
  ]);
  await home.measure(spo2(94, clock.now()));
  expect(await line(silje)).toMatchObject({ status: 'green' });
});

it('the timeline tells all of it, and the late timer only adds that the pause is over', async () => {
  await platform.database.transaction((client) => turnPause(client, { pauseId, now: clock.now() }));
  const told = await timelineOf(silje, patient.episodeId);
  expect(told.filter((kind) => kind.startsWith('pause'))).toEqual(['pause-set', 'pause-ended']);
  expect(await line(silje)).toMatchObject({ status: 'green' });
  expect(platform.logged).toEqual([]);
});
