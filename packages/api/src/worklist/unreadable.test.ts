import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, HOUR } from '../testing/world.ts';

/*
 * Something of one patient is in the database that this version cannot read: left by another version, by hand, by a broken disk. Nobody of the others may go from the
 * screen for it, and nobody may think that the patient is well.
 */
const clock = createClock(BEGINNING + HOUR);
let db: TestDatabase;
let api: TestApi;
let client: Client;

beforeAll(async () => {
  ({ db, api } = await openTestApi({ clock: clock.now }));
  client = await api.signedIn(api.world.kari);
});
afterAll(() => api.stop());

const follow = () => api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
const lines = async () => {
  const { status, body } = await client.get('/api/v1/worklist');
  expect(status).toBe(200);
  return new Map<string, Record<string, unknown>>(
    body.items.map((item: { episodeId: string }) => [item.episodeId, item]),
  );
};

test.each([
  ['the evidence of an alert', `update alert set evidence = '{}' where id = $2 and episode_id = $1`],
  [
    'evidence of a kind that is not known here',
    `update alert set evidence = jsonb_set(evidence, '{items,0,type}', '"of-later"') where id = $2 and episode_id = $1`,
  ],
  [
    'when something was measured last',
    `update triage_state set last_seen = '{"oxygen-saturation": {}}' where episode_id = $1 and $2::uuid is not null`,
  ],
  [
    'the patient’s own limits',
    `insert into limits (episode_id, version, body, reason, set_at)
     select id, 1, '{}', 'Own', lower(period) from episode where id = $1 and $2::uuid is not null`,
  ],
])('%s: the line says so, red stays red, and the others stand as they were', async (_what, poison) => {
  const [broken, sound] = [await follow(), await follow()];
  const [alertId] = [await api.world.raise(broken.episodeId), await api.world.raise(sound.episodeId)];
  const before = (await lines()).get(sound.episodeId);
  await db.pool.query(poison, [broken.episodeId, alertId]);
  const after = await lines();
  expect(after.get(sound.episodeId)).toEqual(before);
  expect(after.get(broken.episodeId)).toMatchObject({
    status: 'red',
    reason: { nb: expect.stringContaining('kan ikke leses') },
    openAlerts: { red: 1, yellow: 0, paused: 0 },
    redAlerts: [{ id: alertId }],
  });
  expect(api.logged.some((line) => line.includes(broken.episodeId))).toBe(true);
});

test('with nothing red it is not known how the patient is', async () => {
  const { episodeId } = await follow();
  await db.pool.query(`update triage_state set last_seen = '{"oxygen-saturation": {}}' where episode_id = $1`, [
    episodeId,
  ]);
  expect((await lines()).get(episodeId)).toMatchObject({ status: 'unknown', redAlerts: [] });
});

test('something that came could not be judged: it is not known how the patient is, on the worklist and on the patient’s page', async () => {
  const { episodeId } = await follow();
  await db.pool.query(
    `update triage_state set last_seen = jsonb_build_object('oxygen-saturation', jsonb_build_object('at', $2::float8, 'value', 96))
     where episode_id = $1`,
    [episodeId, clock.now()],
  );
  const before = (await lines()).get(episodeId);
  await db.pool.query('update triage_state set unjudged_since = $2 where episode_id = $1', [
    episodeId,
    new Date(clock.now()),
  ]);
  const said = { status: 'unknown', reason: { nb: expect.stringContaining('kunne ikke vurderes') } };
  expect(before).not.toMatchObject(said);
  expect((await lines()).get(episodeId)).toMatchObject(said);
  expect((await client.get(`/api/v1/episodes/${episodeId}`)).body).toMatchObject(said);
});
