import {
  type ClinicPatient,
  createClock,
  type Home,
  type Platform,
  type SignedIn,
  startPlatform,
} from '@samvakt/harness';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, lineOf, MINUTE, openAlertsOf, spo2, timelineOf } from './clinic.ts';

/* A woman with COPD gets worse over a morning, and is looked after: one alert from the first sign until a nurse has closed it. */
const clock = createClock('2026-03-02T08:00:00Z');
let platform: Platform;
let ingrid: SignedIn;
let jonas: SignedIn;
let patient: ClinicPatient;
let home: Home;

beforeAll(async () => {
  const since = clock.now() - DAY;
  platform = await startPlatform({ clock: clock.now, since });
  const { teams, people, follow } = platform.clinic;
  const who = { givenName: 'Astrid', familyName: 'Frosteidet', condition: 'copd' } as const;
  patient = await follow({ ...who, teamId: teams.followUp.id, since });
  home = await platform.home(patient);
  ingrid = await platform.signIn(people.ingrid);
  jonas = await platform.signIn(people.jonas);
});
afterAll(() => platform?.stop());

/** The patient measures now, and a quarter of an hour goes by. */
async function measures(value: number): Promise<void> {
  await home.measure(spo2(value, clock.now()));
  clock.advance(15 * MINUTE);
}
const line = () => lineOf(ingrid, patient.episodeId);
const alerts = () => openAlertsOf(ingrid, patient.episodeId);
const newestAlert = async () => (await alerts())[0];

it('is unknown until she has measured, then green', async () => {
  expect(await line()).toMatchObject({ status: 'unknown', newestMeasurementAt: null });
  await measures(93);
  expect(await line()).toMatchObject({ status: 'green', newestMeasurementAt: '2026-03-02T08:00:00.000Z' });
});

it('is not alarmed by one low reading, but by the second', async () => {
  await measures(89);
  expect(await line()).toMatchObject({ status: 'green', openAlerts: { red: 0, yellow: 0 } });
  await measures(88.5);
  expect(await line()).toMatchObject({ status: 'yellow', openAlerts: { red: 0, yellow: 1 }, claimedBy: null });
  const [alert, ...others] = await alerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ ruleId: 'saturation-low', kind: 'clinical', severity: 'yellow', status: 'open' });
  const values = JSON.stringify(alert.evidence);
  expect(values).toContain('89');
  expect(values).toContain('88.5');
});

it('becomes red when it goes on, and stays one alert', async () => {
  const before = await newestAlert();
  await measures(86);
  await measures(85);
  expect(await line()).toMatchObject({ status: 'red', openAlerts: { red: 1, yellow: 0 } });
  expect(await newestAlert()).toMatchObject({ id: before.id, severity: 'red', openedAt: before.openedAt });
});

it('is claimed by one nurse, and not by another as well', async () => {
  const { id, version } = await newestAlert();
  const claimed = await ingrid.post(`/alerts/${id}/claim`, { version });
  expect(claimed).toMatchObject({ status: 200, body: { status: 'claimed', claimedBy: { name: 'Ingrid Havn' } } });
  const late = await jonas.post(`/alerts/${id}/claim`, { version });
  expect(late.status).toBe(409);
  const again = await jonas.post(`/alerts/${id}/claim`, { version: claimed.body.version });
  expect(again).toMatchObject({ status: 409, body: { reason: 'claimed-by-another' } });
  expect(await lineOf(jonas, patient.episodeId)).toMatchObject({ claimedBy: { name: 'Ingrid Havn' } });
});

it('is noted, with who and when', async () => {
  const { id } = await newestAlert();
  const writtenAt = new Date(clock.now()).toISOString();
  const { status, body } = await ingrid.post(`/alerts/${id}/notes`, {
    text: 'Called: short of breath, uses the inhaler.',
  });
  expect(status).toBe(200);
  expect(body.notes).toMatchObject([{ writtenBy: { name: 'Ingrid Havn' }, writtenAt }]);
});

it('stays red when she recovers, until a person has closed it', async () => {
  await measures(92);
  const recovered = clock.now();
  await measures(93);
  expect(await line()).toMatchObject({ status: 'red' });
  expect(await newestAlert()).toMatchObject({ conditionClearedAt: new Date(recovered).toISOString() });
});

it('is closed by the nurse with what was done, and is green again', async () => {
  const { id, version } = await newestAlert();
  const silent = await ingrid.post(`/alerts/${id}/resolve`, { version, outcome: 'no-action-needed' });
  expect(silent.status).toBeGreaterThanOrEqual(400);
  const closed = await ingrid.post(`/alerts/${id}/resolve`, { version, outcome: 'contacted-patient', note: 'Better.' });
  expect(closed).toMatchObject({
    status: 200,
    body: { status: 'resolved', outcome: 'contacted-patient', resolvedBy: { name: 'Ingrid Havn' } },
  });
  expect(await alerts()).toEqual([]);
  expect(await line()).toMatchObject({ status: 'green', claimedBy: null });
});

it('is all told in the timeline', async () => {
  const told = await timelineOf(ingrid, patient.episodeId);
  expect(told.filter((kind) => kind.startsWith('alert-') && kind !== 'alert-updated')).toEqual([
    'alert-opened',
    'alert-raised',
    'alert-claimed',
    'alert-noted',
    'alert-condition-cleared',
    'alert-resolved',
  ]);
  expect(platform.logged).toEqual([]);
});

it('and each moment with what was found then, though the alert has gone on', async () => {
  const { body } = await ingrid.get(`/episodes/${patient.episodeId}/timeline`);
  const entries: { kind: string; data: { summary?: { nb: string } } }[] = body.entries;
  const summaryOf = (kind: string) => entries.find((entry) => entry.kind === kind)?.data.summary?.nb;
  expect(summaryOf('alert-opened')).toMatch(/89 %.*grense 90 %/);
  expect(summaryOf('alert-raised')).toMatch(/86 %.*85 %.*grense 88 %/);
  expect(JSON.stringify(entries)).not.toContain('evidence');
});
