import { EpisodePlanSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { rebuildTriage } from '@samvakt/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, HOUR } from '../testing/world.ts';

/* What triage remembers of a patient cannot be read: what needs it is refused with what to do, and all else goes on. */

const clock = createClock(BEGINNING + HOUR);
let db: TestDatabase;
let api: TestApi;
let client: Client;

beforeAll(async () => {
  ({ db, api } = await openTestApi({ clock: clock.now }));
  client = await api.signedIn(api.world.kari);
});
afterAll(() => api.stop());

test('acts that need it are refused plainly until it is made anew, and done then', async () => {
  const { episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
  const alertId = await api.world.raise(episodeId);
  await db.pool.query(`update triage_state set state = '{"format": 3' where episode_id = $1`, [episodeId]);
  const episode = `/api/v1/episodes/${episodeId}`;
  const refused = {
    status: 409,
    body: { code: 'conflict', reason: 'triage-unreadable', detail: expect.stringContaining('cannot be read') },
  };

  const close = (version: number) =>
    client.post(`/api/v1/alerts/${alertId}/resolve`, { version, outcome: 'contacted-patient' });
  const pause = () =>
    client.post(`${episode}/pauses`, {
      scope: { type: 'episode' },
      reason: 'holiday',
      endsAt: new Date(clock.now() + 5 * HOUR).toISOString(),
    });
  expect(await client.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 })).toMatchObject({ status: 200 });
  expect(await close(2)).toMatchObject(refused);
  expect(await pause()).toMatchObject(refused);
  expect(await client.get(episode)).toMatchObject({ status: 200, body: { openAlerts: [{ id: alertId }] } });
  expect(api.logged.some((line) => line.includes(`what triage remembers of episode ${episodeId}`))).toBe(true);

  await api.database.transaction((own) =>
    rebuildTriage(own, { episodeId, by: 'Drift', reason: 'Full disk', evenIfReadable: false, now: clock.now() }),
  );
  expect(await pause()).toMatchObject({ status: 201 });
  expect(await close(2)).toMatchObject({ status: 200 });
  const { body } = await client.get(`${episode}/timeline`);
  expect(body.entries).toContainEqual(
    expect.objectContaining({ kind: 'triage-rebuilt', data: { by: 'Drift', reason: 'Full disk', was: 'unreadable' } }),
  );
});

test('the measuring plan is read all the same, and says that the forms cannot be, not that there are none', async () => {
  const { episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
  await api.world.raise(episodeId);
  const read = async () => (await client.get(`/api/v1/episodes/${episodeId}/measuring-plan`)).body;
  const before = EpisodePlanSchema.parse(await read());
  expect(before).not.toHaveProperty('formsUnreadable');
  await db.pool.query(`update triage_state set state = '{"format": 3' where episode_id = $1`, [episodeId]);
  expect(EpisodePlanSchema.parse(await read())).toEqual({ ...before, forms: [], formsUnreadable: true });
  expect(api.logged.some((line) => line.includes('which forms are asked for cannot be read'))).toBe(true);
  await db.pool.query('delete from triage_state where episode_id = $1', [episodeId]);
  expect(EpisodePlanSchema.parse(await read())).toEqual({ ...before, forms: [], formsUnreadable: true });
});

test('where its row is gone acts are refused as such, and nothing begins anew', async () => {
  const { episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
  const alertId = await api.world.raise(episodeId);
  await db.pool.query('delete from triage_state where episode_id = $1', [episodeId]);
  const close = { version: 1, outcome: 'contacted-patient' };
  expect(await client.post(`/api/v1/alerts/${alertId}/resolve`, close)).toMatchObject({
    status: 409,
    body: { reason: 'triage-unreadable' },
  });
  expect(await client.get(`/api/v1/episodes/${episodeId}`)).toMatchObject({
    status: 200,
    body: { status: 'red', openAlerts: [{ id: alertId }] },
  });
});
