import {
  type ClinicPatient,
  createClock,
  type Home,
  type Platform,
  type SignedIn,
  startPlatform,
} from '@samvakt/harness';
import { DEVICES, Physiology } from '@samvakt/simulator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, lineOf, MINUTE, openAlertsOf, spo2 } from './clinic.ts';

/*
 * Silence is never health. The timers service does not run here at all: what the nurse sees must not depend on it. The COPD protocol asks for a
 * saturation a day, which is missed when the day is over on the clock in Oslo, and for a form a week.
 */
const BEGINNING = Date.parse('2026-03-02T08:00:00Z');
const clock = createClock(BEGINNING);
let platform: Platform;
let ingrid: SignedIn;
let well: ClinicPatient;
let wellHome: Home;
let worse: ClinicPatient;
let never: ClinicPatient;

beforeAll(async () => {
  platform = await startPlatform({ clock: clock.now, since: BEGINNING });
  const { teams, people, follow } = platform.clinic;
  const one = (givenName: string) =>
    follow({ givenName, familyName: 'Skoddeneset', condition: 'copd', teamId: teams.followUp.id, since: BEGINNING });
  well = await one('Bergljot');
  worse = await one('Dagny');
  never = await one('Gerd');
  wellHome = await platform.home(well);
  await wellHome.measure(spo2(94, BEGINNING));
  await (await platform.home(worse)).measure(spo2(89, BEGINNING), spo2(89, BEGINNING + MINUTE));
  ingrid = await platform.signIn(people.ingrid);
});
afterAll(() => platform?.stop());

const statusOf = async ({ episodeId }: ClinicPatient) => (await lineOf(ingrid, episodeId)).status;

it('who measured this morning is green, who never did is unknown', async () => {
  expect(await statusOf(well)).toBe('green');
  expect(await statusOf(never)).toBe('unknown');
});

it('who stops measuring is green for as long as the plan allows, and then unknown', async () => {
  const overDay = Date.parse('2026-03-04T00:00:00+01:00');
  clock.set(overDay - MINUTE);
  expect(await statusOf(well)).toBe('green');
  clock.set(overDay);
  expect(await lineOf(ingrid, well.episodeId)).toMatchObject({
    status: 'unknown',
    newestMeasurementAt: new Date(BEGINNING).toISOString(),
  });
});

it('nobody’s silence is ever green, nor does it close an alert, however long it lasts', async () => {
  for (const days of [2, 5, 30]) {
    clock.set(BEGINNING + days * DAY);
    expect([await statusOf(well), await statusOf(worse), await statusOf(never)]).toEqual([
      'unknown',
      'yellow',
      'unknown',
    ]);
  }
  expect(await openAlertsOf(ingrid, worse.episodeId)).toMatchObject([{ ruleId: 'saturation-low', status: 'open' }]);
});

it('the patient page says the same', async () => {
  const { body } = await ingrid.get(`/episodes/${well.episodeId}`);
  expect(body).toMatchObject({ status: 'unknown' });
});

it('what is asked for makes it known again, when all of it has come', async () => {
  await wellHome.measure(spo2(94, clock.now()));
  expect(await lineOf(ingrid, well.episodeId)).toMatchObject({ status: 'unknown' });
  const alerts = await openAlertsOf(ingrid, well.episodeId);
  // After a month nobody knows any more what is normal for this patient: somebody is to look.
  expect(alerts.map(({ ruleId, kind }) => [ruleId, kind]).toSorted()).toEqual([
    ['form-missing', 'missing'],
    ['review:saturation-below-normal', 'review'],
  ]);
  const stable = new Physiology({ seed: 1, condition: 'copd', course: { kind: 'stable' } });
  const answered = DEVICES['symptom-form'].answer?.(stable, clock.now());
  await wellHome.gateway.enqueueResponse(answered ?? expect.unreachable('the patient has a form to answer'));
  await wellHome.gateway.drained();
  expect(await statusOf(well)).toBe('unknown');
  const [review, ...others] = await openAlertsOf(ingrid, well.episodeId);
  expect(others).toEqual([]);
  const seen = { outcome: 'contacted-patient', note: 'Home again, and well.' };
  await ingrid.post(`/alerts/${review.id}/claim`, { version: review.version });
  await ingrid.post(`/alerts/${review.id}/resolve`, { ...seen, version: review.version + 1 });
  expect(await statusOf(well)).toBe('green');
  expect([await statusOf(worse), await statusOf(never)]).toEqual(['yellow', 'unknown']);
  expect(platform.logged).toEqual([]);
});
