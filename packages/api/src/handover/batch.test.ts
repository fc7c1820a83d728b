import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR, ISBAR, type World } from '../testing/world.ts';

const clock = createClock(BEGINNING + 10 * DAY);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let lise: Client;
let hans: Client;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 90 * DAY, sessionAbsoluteMs: 90 * DAY },
  }));
  [kari, lise, hans] = await Promise.all([
    api.signedIn(world.kari),
    api.signedIn(world.lise),
    api.signedIn(world.hans),
  ]);
  for (const client of [kari, lise, hans]) await client.get('/api/v1/session');
});
afterAll(() => api.stop());

const { illnessSeverity: _, ...common } = ISBAR;
const ours = async (count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const { episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
      return episodeId;
    }),
  );
const offerAll = (client: Client, episodeIds: readonly string[], more: object = {}) =>
  client.post('/api/v1/handover-batches', {
    toTeamId: world.lungTeam,
    isbar: common,
    items: episodeIds.map((episodeId) => ({ episodeId, illnessSeverity: 'watcher' })),
    deadlineAt: new Date(clock.now() + HOUR).toISOString(),
    ...more,
  });
const openCount = async (episodeIds: readonly string[]): Promise<number> => {
  const { rows } = await db.pool.query(
    `select count(*)::int as count from handover where episode_id = any ($1::uuid[]) and status = 'offered'`,
    [episodeIds],
  );
  return rows[0].count;
};

describe('many episodes offered at once', () => {
  test('are handovers of their own, with a common text, an own word and an own digest', async () => {
    const episodeIds = await ours(3);
    const red = await world.raise(episodeIds[1] ?? '', { at: clock.now() - HOUR });
    const items = episodeIds.map((episodeId, place) => ({
      episodeId,
      illnessSeverity: place === 1 ? 'unstable' : 'stable',
      ...(place === 1 ? { note: 'Ring henne først' } : {}),
    }));
    const { status, body } = await offerAll(kari, episodeIds, { items });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({ fromTeam: { id: world.homeTeam }, toTeam: { id: world.lungTeam } });
    const of = (episodeId: string | undefined) =>
      body.handovers.find((one: { episodeId: string }) => one.episodeId === episodeId);
    expect(body.handovers).toHaveLength(3);
    expect(of(episodeIds[0])).toMatchObject({
      status: 'offered',
      batchId: body.id,
      isbar: { illnessSeverity: 'stable', assessment: ISBAR.assessment },
      digest: { alerts: [] },
    });
    expect(of(episodeIds[1])).toMatchObject({
      isbar: { illnessSeverity: 'unstable', assessment: `${ISBAR.assessment}\n\nRing henne først` },
      digest: { alerts: [{ alertId: red }] },
    });
  });

  test('are answered one by one, each with its read-back, and the batch shows how far it has come', async () => {
    const episodeIds = await ours(3);
    const red = await world.raise(episodeIds[0] ?? '', { at: clock.now() - HOUR });
    const { body: batch } = await offerAll(kari, episodeIds);
    clock.advance(1);
    const handoverOf = (episodeId: string | undefined) =>
      batch.handovers.find((one: { episodeId: string }) => one.episodeId === episodeId).id;
    const accept = (handoverId: string, redAlertIds: string[]) =>
      lise.post(`/api/v1/handovers/${handoverId}/accept`, {
        version: 1,
        readBack: { illnessSeverity: 'watcher', firstAction: 'Call', redAlertIds },
      });
    // The read-back of the one with a red alert names it; that it is one of many changes nothing.
    expect((await accept(handoverOf(episodeIds[0]), [])).body.reason).toBe('red-alert-not-taken-over');
    expect((await accept(handoverOf(episodeIds[0]), [red])).status).toBe(200);
    const declined = await lise.post(`/api/v1/handovers/${handoverOf(episodeIds[1])}/decline`, {
      version: 1,
      reason: 'Not ours',
    });
    expect(declined.status).toBe(200);
    for (const client of [kari, lise]) {
      const { body } = await client.get(`/api/v1/handover-batches/${batch.id}`);
      expect(body.handovers.map(({ status }: { status: string }) => status).toSorted()).toEqual([
        'accepted',
        'declined',
        'offered',
      ]);
    }
    expect((await hans.get(`/api/v1/handover-batches/${batch.id}`)).status).toBe(404);
  });

  test.each<[string, (episodeIds: string[]) => Promise<[string[], object]>, number, string | undefined]>([
    [
      'one has an open offer already',
      async (ids) => {
        await offerAll(kari, ids.slice(2));
        return [ids, {}];
      },
      409,
      'handover-already-open',
    ],
    [
      'one is another team’s',
      async (ids) => {
        const { episodeId } = await world.follow([
          { teamId: world.homeTeam, from: BEGINNING },
          { teamId: world.heartTeam, from: BEGINNING + 9 * DAY },
        ]);
        return [[...ids, episodeId], {}];
      },
      403,
      'not-the-accountable-team',
    ],
    ['one is not to be seen', async (ids) => [[...ids, crypto.randomUUID()], {}], 404, undefined],
    [
      'the deadline is too far',
      async (ids) => [ids, { deadlineAt: new Date(clock.now() + 20 * DAY).toISOString() }],
      422,
      'deadline-too-far',
    ],
    [
      'the deadline has passed',
      async (ids) => [ids, { deadlineAt: new Date(clock.now()).toISOString() }],
      422,
      'deadline-not-ahead',
    ],
    ['it goes to the team itself', async (ids) => [ids, { toTeamId: world.homeTeam }], 422, 'to-the-same-team'],
    ['one is named twice', async (ids) => [[...ids, ids[0] ?? ''], {}], 422, undefined],
    ['nobody is named', async () => [[], {}], 422, undefined],
  ])('when %s, none of them is offered', async (_name, prepare, status, reason) => {
    const mine = await ours(3);
    const [episodeIds, more] = await prepare(mine);
    const before = await openCount(mine);
    const answer = await offerAll(kari, episodeIds, more);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.body.reason).toBe(reason);
    // Of many the sender must know which: the refusal names the patient.
    if (status === 409 || status === 403) expect(answer.body.detail).toContain('Synne Testmann');
    expect(await openCount(mine)).toBe(before);
    const { rows } = await db.pool.query(
      'select count(*)::int as count from handover_batch as batch where not exists (select from handover where batch_id = batch.id)',
    );
    expect(rows).toEqual([{ count: 0 }]);
  });

  test('whatever is in the way, every patient whom it concerns is named, and none is offered', async () => {
    const episodeIds = await ours(4);
    await offerAll(kari, episodeIds.slice(0, 1));
    const moved = await world.follow([
      { teamId: world.homeTeam, from: BEGINNING },
      { teamId: world.heartTeam, from: BEGINNING + 9 * DAY },
    ]);
    const red = await world.raise(episodeIds[2] ?? '', { at: clock.now() - HOUR });
    const all = [...episodeIds, moved.episodeId].map((episodeId) => ({
      episodeId,
      illnessSeverity: 'watcher',
      seenAlertIds: [],
    }));
    const { status, body } = await offerAll(kari, [], { items: all });
    expect(status).toBe(409);
    const why = new Map<string, string>(
      body.each.map((one: { episodeId: string; reason: string }) => [one.episodeId, one.reason]),
    );
    expect(why.get(episodeIds[0] ?? '')).toBe('handover-already-open');
    expect(why.get(episodeIds[2] ?? ''), 'an alert that was not seen when signing').toBe('digest-changed');
    expect(why.size).toBe(3);
    expect(why.has(moved.episodeId)).toBe(true);
    for (const { detail } of body.each) expect(detail).toContain('Synne Testmann');
    expect(await openCount(episodeIds.slice(1))).toBe(0);
    // What stood in the way read and left out, the others go, each with the sender's own words to its digest.
    const items = all.slice(1, 4).map((item) => ({
      ...item,
      seenAlertIds: item.episodeId === episodeIds[2] ? [red] : [],
      comments: item.episodeId === episodeIds[2] ? { alerts: 'Ring først' } : {},
    }));
    const sent = await offerAll(kari, [], { items });
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    const one = sent.body.handovers.find(({ episodeId }: { episodeId: string }) => episodeId === episodeIds[2]);
    expect(one.digest).toMatchObject({ alerts: [{ alertId: red }], comments: { alerts: 'Ring først' } });
  });

  test('by two people at once, of overlapping lists in opposite orders, wait for each other and end with one offer each', async () => {
    const episodeIds = await ours(6);
    const knut = await api.signedIn(world.knut);
    const both = await Promise.all([offerAll(kari, episodeIds), offerAll(knut, episodeIds.toReversed())]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect(await openCount(episodeIds)).toBe(6);
  });
});
