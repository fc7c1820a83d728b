import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { DAY, HOUR, type World } from '../testing/world.ts';

const FRIDAY_EVENING = Date.parse('2026-03-06T18:00:00Z');
const MONDAY_MORNING = Date.parse('2026-03-09T07:00:00Z');
const OFFICE = {
  kind: 'weekly',
  timeZone: 'Europe/Oslo',
  week: [{ days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', until: '15:30' }],
  holidays: 'closed',
  exceptions: [],
};
const clock = createClock(FRIDAY_EVENING);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let knut: Client;
let rita: Client;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 90 * DAY, sessionAbsoluteMs: 90 * DAY },
  }));
  await (await api.signedIn(world.kari)).post(`/api/v1/teams/${world.homeTeam}/lead`, {
    practitionerId: world.kari.id,
  });
  await db.pool.query('update declaration set opening_hours = $1 where team_id = $2', [
    JSON.stringify(OFFICE),
    world.homeTeam,
  ]);
});
afterAll(() => api.stop());
beforeEach(async () => {
  clock.set(FRIDAY_EVENING);
  [kari, knut, rita] = [await api.signedIn(world.kari), await api.signedIn(world.knut), await api.signedIn(world.rita)];
});

const declare = async (client: Client, cover: object) => {
  const { version } = (await client.get(`/api/v1/teams/${world.homeTeam}/hours`)).body;
  return client.post(`/api/v1/teams/${world.homeTeam}/cover`, {
    version: version ?? 1,
    cover,
    reason: 'Avtalt på telefon',
  });
};
const byResponse = () => ({ kind: 'team', teamId: world.responseTeam });
const follow = () => world.follow([{ teamId: world.homeTeam, from: FRIDAY_EVENING - 10 * DAY }]);

describe('cover', () => {
  test('is nobody until it is declared, by the team itself, and shown on the patient page', async () => {
    const { episodeId } = await follow();
    const page = async () => (await kari.get(`/api/v1/episodes/${episodeId}`)).body.cover;
    const backAt = new Date(MONDAY_MORNING).toISOString();
    expect(await page()).toEqual({ by: 'nobody', until: backAt, backAt });
    expect((await declare(rita, byResponse())).status).toBe(404);
    expect((await declare(knut, byResponse())).body).toMatchObject({ status: 403, reason: 'not-the-lead' });
    expect((await declare(kari, { kind: 'team', teamId: world.homeTeam })).body).toMatchObject({ status: 422 });
    const numbers = [{ number: '116117', when: { nb: 'Trenger lege', en: 'Needs a doctor' } }];
    expect((await declare(kari, { kind: 'patient-calls', numbers })).body.now).toMatchObject({
      by: 'patient-calls',
      numbers,
    });
    expect((await declare(kari, byResponse())).status).toBe(200);
    expect(await page()).toMatchObject({
      by: 'covering-team',
      team: { id: world.responseTeam },
      until: backAt,
      backAt,
    });
  });

  test('opens to the covering team what is red, while it covers, and not before or after', async () => {
    await declare(kari, byResponse());
    const { episodeId } = await follow();
    const seen = async () => (await rita.get(`/api/v1/episodes/${episodeId}`)).status;
    await world.raise(episodeId, { severity: 'yellow', ruleId: 'no-saturation', at: FRIDAY_EVENING });
    expect(await seen()).toBe(404);
    await world.raise(episodeId, { at: FRIDAY_EVENING });
    expect(await seen()).toBe(200);
    const list = await rita.get('/api/v1/worklist');
    expect(list.body.items).toEqual([]);
    expect(list.body.covered).toMatchObject([{ episodeId, team: { id: world.homeTeam }, status: 'red' }]);
    clock.set(MONDAY_MORNING);
    expect(await seen()).toBe(404);
    expect((await rita.get('/api/v1/worklist')).body.covered).toEqual([]);
  });

  test('lets the covering team act on red in its own name, and tells the accountable team in the morning', async () => {
    await declare(kari, byResponse());
    const { episodeId } = await follow();
    const red = await world.raise(episodeId, { at: FRIDAY_EVENING });
    const yellow = await world.raise(episodeId, { severity: 'yellow', ruleId: 'no-saturation', at: FRIDAY_EVENING });
    const version = async (alertId: string) =>
      (await db.pool.query('select version from alert where id = $1', [alertId])).rows[0].version;
    const claimed = await rita.post(`/api/v1/alerts/${red}/claim`, { version: await version(red) });
    expect(claimed.status).toBe(200);
    const refused = await rita.post(`/api/v1/alerts/${yellow}/claim`, { version: await version(yellow) });
    expect(refused.body).toMatchObject({ status: 403, reason: 'not-the-accountable-team' });
    const resolved = await rita.post(`/api/v1/alerts/${red}/resolve`, {
      version: await version(red),
      outcome: 'contacted-patient',
      note: 'Ringte; har det bedre.',
    });
    expect(resolved.status).toBe(200);
    // Who closed it can read what was done.
    expect((await rita.get(`/api/v1/episodes/${episodeId}`)).body.access).toBe('covering');
    clock.set(MONDAY_MORNING + HOUR);
    const overview = await (await api.signedIn(world.kari)).get('/api/v1/cover');
    const [own] = overview.body.teams;
    expect(own.now.by).toBe('own-team');
    expect(own.doneByOthers.map(({ kind }: { kind: string }) => kind)).toEqual(['alert-resolved', 'alert-claimed']);
    expect(own.doneByOthers[0]).toMatchObject({
      episodeId,
      practitioner: { name: 'Rita Test' },
      team: { id: world.responseTeam },
    });
  });

  test('holds however the id of the team is written, and who agreed it is on record', async () => {
    const { episodeId } = await follow();
    const upper = { kind: 'team', teamId: world.responseTeam.toUpperCase() };
    expect((await declare(kari, upper)).status).toBe(200);
    expect((await kari.get(`/api/v1/episodes/${episodeId}`)).body.cover.by).toBe('covering-team');
    const { rows } = await db.pool.query(
      `select practitioner_id, team_id, data from change where kind = 'cover-declared' order by seq desc limit 1`,
    );
    expect(rows).toEqual([
      {
        practitioner_id: world.kari.id,
        team_id: world.homeTeam,
        data: {
          version: expect.any(Number),
          reason: 'Avtalt på telefon',
          from: new Date(clock.now()).toISOString(),
          cover: { kind: 'team', teamId: world.responseTeam },
          concerns: [world.responseTeam],
        },
      },
    ]);
  });

  test('ends the claims of the covering team with itself', async () => {
    await declare(kari, byResponse());
    const { episodeId } = await follow();
    const red = await world.raise(episodeId, { at: FRIDAY_EVENING });
    clock.set(MONDAY_MORNING - 60_000);
    const claimed = await (await api.signedIn(world.rita)).post(`/api/v1/alerts/${red}/claim`, { version: 1 });
    expect(claimed.body.claimedUntil ?? claimed.body.claim?.until).toBe(new Date(MONDAY_MORNING).toISOString());
  });

  test('is refused with a text that cannot be kept', async () => {
    const numbers = [{ number: '113', when: { nb: 'a\u0000b', en: 'x' } }];
    expect((await declare(kari, { kind: 'patient-calls', numbers })).status).toBe(422);
  });

  test('of the teams for which one acts now is told with until when', async () => {
    await declare(kari, byResponse());
    const { body } = await rita.get('/api/v1/cover');
    expect(body.covering).toEqual([
      { team: expect.objectContaining({ id: world.homeTeam }), until: new Date(MONDAY_MORNING).toISOString() },
    ]);
  });
});
