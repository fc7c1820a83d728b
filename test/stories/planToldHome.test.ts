import { PLAN_DAYS } from '@samvakt/contract';
import { createClock, type Platform, type SignedIn, startPlatform } from '@samvakt/harness';
import { endEpisode } from '@samvakt/store';
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

/** The outbox is looked into every second; nothing here depends on how soon. */
const SOON = { timeout: 20_000 };
const entry = {
  metric: 'oxygen-saturation',
  days: PLAN_DAYS,
  from: '06:00',
  by: '10:00',
  graceMinutes: 120,
  onHolidays: 'asked',
} as const;

it('a plan reaches the home once, in words and as it is, also one that was away; the newest holds, and the end of the follow-up ends it', async () => {
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

  await set(0, '10:00');
  await expect.poll(words, SOON).toEqual([expect.stringContaining('SpO₂ hver dag mellom kl. 06:00 og 10:00')]);
  expect(times()).toEqual([['10:00']]);
  await expect
    .poll(async () => (await ingrid.get(`/episodes/${episodeId}/messages`)).body.messages[0], SOON)
    .toMatchObject({ kind: 'measuring-plan', delivery: 'shown' });

  // Two changes while nobody is at home: only what holds is told.
  await home.gateway.stop();
  await set(1, '11:00');
  await set(2, '12:00');
  await home.gateway.start();
  clock.advance(2 * HOUR);
  await expect.poll(() => words().at(-1), SOON).toContain('mellom kl. 06:00 og 12:00');
  expect(words()).toHaveLength(2);
  expect(times()).toEqual([['12:00']]);

  const practitionerId = platform.clinic.people.ingrid.id;
  await platform.database.transaction((client) => endEpisode(client, { episodeId, practitionerId, now: clock.now() }));
  await expect.poll(() => words().at(-1), SOON).toContain('du trenger ikke måle noe fast nå');
  expect(times()).toEqual([[]]);
});
