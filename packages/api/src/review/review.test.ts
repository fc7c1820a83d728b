import { randomUUID } from 'node:crypto';
import { ReviewResultsSchema } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, type World } from '../testing/world.ts';

const NOW = BEGINNING + 10 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({ clock: clock.now }));
  kari = await api.signedIn(world.kari);
  await kari.get('/api/v1/session');
});
afterAll(() => api.stop());

const MEASURED = NOW - HOUR;
async function green(teamId = world.homeTeam): Promise<string> {
  const one = await world.follow([{ teamId, from: BEGINNING }]);
  await world.measure(one, 'oxygen-saturation', [{ at: MEASURED, value: 95 }]);
  return one.episodeId;
}
const review = async (client: Client, episodeIds: readonly string[], actId: string = randomUUID()) => {
  const newestMeasurementAt = new Date(MEASURED).toISOString();
  const answer = await client.post('/api/v1/reviews', {
    actId,
    seenAt: new Date(NOW).toISOString(),
    episodes: episodeIds.map((episodeId) => ({ episodeId, newestMeasurementAt })),
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return ReviewResultsSchema.parse(answer.body).results.map(({ episodeId, result, refusal }) => [
    episodeIds.indexOf(episodeId),
    result,
    refusal?.reason,
  ]);
};
const messagesOf = async (episodeId: string) =>
  (await kari.get(`/api/v1/episodes/${episodeId}/messages`)).body.messages;

describe('greens handled together', () => {
  test('go through one by one: red, yellow, unknown and strangers’ are left out with the reason, and each patient hears once', async () => {
    const red = await green();
    await world.raise(red, { at: MEASURED });
    const yellow = await green();
    await world.raise(yellow, { severity: 'yellow', at: MEASURED });
    const { episodeId: unknown } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const [one, other, stranger] = [await green(), await green(), await green(world.lungTeam)];
    const all = [one, red, yellow, unknown, stranger, other];
    const actId = randomUUID();
    const expected = [
      [0, 'reviewed', undefined],
      [1, 'refused', 'not-green'],
      [2, 'refused', 'not-green'],
      [3, 'refused', 'not-green'],
      [4, 'refused', 'no-such-episode'],
      [5, 'reviewed', undefined],
    ];
    expect(await review(kari, all, actId)).toEqual(expected);
    // Pressed again, or sent again after a broken connection: nobody hears it twice.
    expect(await review(kari, all, actId)).toEqual(expected);
    for (const episodeId of [one, other]) {
      expect(await messagesOf(episodeId)).toMatchObject([{ kind: 'all-well', createdBy: { name: 'Kari Test' } }]);
      const { body } = await kari.get(`/api/v1/episodes/${episodeId}/timeline`);
      expect(body.entries.filter((entry: { kind: string }) => entry.kind === 'episode-reviewed')).toHaveLength(1);
    }
    for (const episodeId of [red, yellow, unknown]) expect(await messagesOf(episodeId)).toEqual([]);
  });

  test('of which one fails on our side are answered all the same; it is a fault, and says nothing of the patient', async () => {
    const all = [await green(), await green(), await green()];
    await db.pool.query(`alter table review add constraint a_bug check (episode_id <> '${all[1]}')`);
    const counted = async () =>
      Number(
        /row_faults_total\{.*route="\/api\/v1\/reviews".*\} (\d+)/.exec((await kari.get('/metrics')).body)?.[1] ?? 0,
      );
    const before = await counted();
    const actId = randomUUID();
    expect(await review(kari, all, actId)).toEqual([
      [0, 'reviewed', undefined],
      [1, 'refused', 'platform-fault'],
      [2, 'reviewed', undefined],
    ]);
    expect(await counted()).toBe(before + 1);
    expect(api.logged.some((line) => line.includes('a_bug') && line.includes(all[1] ?? 'none'))).toBe(true);
    expect(await messagesOf(all[1] ?? '')).toEqual([]);
    await db.pool.query('alter table review drop constraint a_bug');
    expect(await review(kari, all, actId)).toEqual([0, 1, 2].map((row) => [row, 'reviewed', undefined]));
  });

  test('are the accountable team’s to handle, whoever else may see them', async () => {
    const episodeId = await green();
    const invited = await api.signedIn(world.lise);
    await invited.get('/api/v1/session');
    expect(await review(invited, [episodeId])).toEqual([[0, 'refused', 'no-such-episode']]);
    await world.offer(episodeId, { fromTeam: world.homeTeam, toTeam: world.lungTeam, by: world.kari, at: NOW });
    expect(await review(invited, [episodeId])).toEqual([[0, 'refused', 'not-the-accountable-team']]);
    const { episodeId: gone } = await world.follow([
      { teamId: world.homeTeam, from: BEGINNING },
      { teamId: world.heartTeam, from: NOW - DAY },
    ]);
    expect(await review(kari, [gone])).toEqual([[0, 'refused', 'not-the-accountable-team']]);
  });

  test('are at most twenty to a request, and the messages of a stranger’s patient are not shown', async () => {
    const many = Array.from({ length: 21 }, () => ({ episodeId: randomUUID(), newestMeasurementAt: null }));
    const body = { actId: randomUUID(), seenAt: new Date(NOW).toISOString(), episodes: many };
    expect((await kari.post('/api/v1/reviews', body)).status).toBe(422);
    const stranger = await green(world.lungTeam);
    expect((await kari.get(`/api/v1/episodes/${stranger}/messages`)).status).toBe(404);
  });
});
