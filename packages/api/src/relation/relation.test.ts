import { createClock, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, MINUTE, type World } from '../testing/world.ts';

const NOW = BEGINNING + 10 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let world: World;
let kari: Client;
let lise: Client;
let rita: Client;
let episodeId: string;

beforeAll(async () => {
  ({ db, api, world } = await openTestApi({ clock: clock.now }));
});
afterAll(() => api.stop());
beforeEach(async () => {
  clock.set(NOW);
  [kari, lise, rita] = (await Promise.all([world.kari, world.lise, world.rita].map(api.signedIn))) as [
    Client,
    Client,
    Client,
  ];
  ({ episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]));
});

const add = (client: Client, change: object = {}) =>
  client.post(`/api/v1/episodes/${episodeId}/relations`, {
    teamId: world.lungTeam,
    kind: 'supporting',
    reason: 'Lungelege følger behandlingen',
    ...change,
  });

describe('a team that takes part', () => {
  test('sees from then on, and is shown with who asked it and why', async () => {
    expect((await lise.get(`/api/v1/episodes/${episodeId}`)).status).toBe(404);
    const added = await add(kari);
    expect(added.status).toBe(201);
    expect(added.body.relations).toMatchObject([
      {
        team: { id: world.lungTeam },
        kind: 'supporting',
        addedBy: { name: 'Kari Test' },
        reason: 'Lungelege følger behandlingen',
      },
    ]);
    const page = await lise.get(`/api/v1/episodes/${episodeId}`);
    expect(page.body).toMatchObject({ access: 'supporting', accountable: { team: { id: world.homeTeam } } });
    const { rows } = await db.pool.query(
      `select basis, team_id from access_log where episode_id = $1 and practitioner_id = $2 and allowed`,
      [episodeId, world.lise.id],
    );
    expect(rows).toEqual([{ basis: 'supporting', team_id: world.lungTeam }]);
  });

  test('supporting adds notes to alerts in its own name and does nothing else; informed only reads', async () => {
    const { alertId } = { alertId: await world.raise(episodeId, {}) };
    await add(kari);
    expect((await lise.post(`/api/v1/alerts/${alertId}/notes`, { text: 'Sett ham i dag.' })).status).toBe(200);
    expect((await lise.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 })).status).toBe(403);
    expect((await add(lise, { teamId: world.heartTeam })).status).toBe(403);
    await add(kari, { teamId: world.responseTeam, kind: 'informed' });
    expect((await rita.get(`/api/v1/episodes/${episodeId}`)).body.access).toBe('informed');
    expect((await rita.post(`/api/v1/alerts/${alertId}/notes`, { text: 'Hei' })).status).toBe(403);
    const { rows } = await db.pool.query(`select team_id from change where episode_id = $1 and kind = 'alert-noted'`, [
      episodeId,
    ]);
    expect(rows).toEqual([{ team_id: world.lungTeam }]);
  });

  test('is let go by the accountable team, or leaves by itself, and then sees nothing', async () => {
    const relationOf = async (answer: ReturnType<typeof add>) => (await answer).body.relations.at(-1).id as string;
    const one = await relationOf(add(kari));
    clock.set(NOW + MINUTE);
    expect((await rita.post(`/api/v1/relations/${one}/end`, {})).status).toBe(404);
    expect((await lise.post(`/api/v1/relations/${one}/end`, {})).body).toEqual({ relations: [] });
    expect((await lise.get(`/api/v1/episodes/${episodeId}`)).status).toBe(404);
    const two = await relationOf(add(kari));
    clock.set(NOW + 2 * MINUTE);
    expect((await kari.post(`/api/v1/relations/${two}/end`, {})).status).toBe(200);
    expect((await kari.post(`/api/v1/relations/${two}/end`, {})).status).toBe(404);
  });

  test('is asked once at a time, with a reason, and is never the accountable team', async () => {
    await add(kari);
    expect((await add(kari, { kind: 'informed' })).body).toMatchObject({ status: 409, reason: 'relation-exists' });
    expect((await add(kari, { teamId: world.homeTeam })).body).toMatchObject({
      status: 422,
      reason: 'to-the-same-team',
    });
    expect((await add(kari, { teamId: world.heartTeam, reason: ' ' })).status).toBe(422);
    expect((await add(rita)).status).toBe(404);
  });

  test('is not let go with open tasks of its own, which nobody would see any more', async () => {
    const added = await add(kari);
    const relationId = added.body.relations[0].id;
    const dueAt = new Date(NOW + DAY).toISOString();
    const task = { kind: 'other', text: 'Se på inhalatoren', ownerTeamId: world.lungTeam, dueAt };
    expect((await kari.post(`/api/v1/episodes/${episodeId}/tasks`, task)).status).toBe(201);
    clock.set(NOW + MINUTE);
    const ended = await kari.post(`/api/v1/relations/${relationId}/end`, {});
    expect(ended.body).toMatchObject({ status: 409, reason: 'tasks-open' });
  });

  test('opens nothing to another team of the same person', async () => {
    const both = await api.signedIn(await world.person('Begge Test', 'nurse', [world.lungTeam, world.heartTeam]));
    await add(kari, { kind: 'informed' });
    const asked = await both.post(`/api/v1/episodes/${episodeId}/handover-requests`, {
      teamId: world.heartTeam,
      reason: 'r',
    });
    expect(asked.status).toBe(404);
    const taken = await both.post(`/api/v1/episodes/${episodeId}/take-over`, {
      teamId: world.heartTeam,
      reason: 'r',
      illnessSeverity: 'watcher',
      firstAction: 'Ringe',
    });
    expect(taken.status).toBe(404);
  });

  test('goes on taking part after a handover', async () => {
    await add(kari, { teamId: world.responseTeam, kind: 'informed' });
    const at = { at: NOW, deadlineAt: NOW + DAY };
    const offer = await world.offer(episodeId, {
      fromTeam: world.homeTeam,
      toTeam: world.lungTeam,
      by: world.kari,
      ...at,
    });
    const accepted = await lise.post(`/api/v1/handovers/${offer}/accept`, {
      version: 1,
      readBack: { illnessSeverity: 'watcher', firstAction: 'Ringe', redAlertIds: [] },
    });
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
    clock.set(NOW + MINUTE);
    expect((await rita.get(`/api/v1/episodes/${episodeId}`)).body.access).toBe('informed');
  });
});
