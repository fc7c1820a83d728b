import { TaskListSchema } from '@samvakt/contract';
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
  ({ db, api, world } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 90 * DAY, sessionAbsoluteMs: 90 * DAY },
  }));
  kari = await api.signedIn(world.kari);
  await kari.get('/api/v1/session');
});
afterAll(() => api.stop());

const follow = (name: string, teamId = world.homeTeam) => world.follow([{ teamId, from: BEGINNING }], null, name);
const add = (episodeId: string, text: string, dueAt: number, change: object = {}) =>
  kari.post(`/api/v1/episodes/${episodeId}/tasks`, {
    kind: 'call-back',
    text,
    dueAt: new Date(dueAt).toISOString(),
    ...change,
  });

describe('the tasks', () => {
  test('of the own teams stand overdue first, each with its patient, and every patient shown is a look', async () => {
    const { episodeId: one, patientId } = await follow('Oppgave');
    const { episodeId: other } = await follow('Annen');
    await follow('Andres', world.lungTeam);
    expect((await add(one, 'Later', NOW + 3 * HOUR)).status).toBe(201);
    expect((await add(other, 'Soon', NOW + HOUR, { personId: world.knut.id })).status).toBe(201);
    clock.set(NOW + 2 * HOUR);
    const list = TaskListSchema.parse((await kari.get('/api/v1/tasks')).body);
    expect(
      list.tasks.map(({ text, overdue, patient, person }) => [text.nb, overdue, patient.name, person?.name]),
    ).toEqual([
      ['Soon', true, 'Synne Annen', 'Knut Test'],
      ['Later', false, 'Synne Oppgave', undefined],
    ]);
    const { rows } = await db.pool.query(
      `select action, basis from access_log where patient_id = $1 and action = 'list tasks'`,
      [patientId],
    );
    expect(rows).toEqual([{ action: 'list tasks', basis: 'accountable' }]);
    expect((await kari.get(`/api/v1/tasks?teamId=${world.lungTeam}`)).status).toBe(404);
    clock.set(NOW);
  });

  test('of a follow-up that a team let go long ago are not shown to it', async () => {
    const { episodeId } = await world.follow([
      { teamId: world.homeTeam, from: BEGINNING },
      { teamId: world.lungTeam, from: NOW - DAY },
    ]);
    const lise = await api.signedIn(world.lise);
    await lise.get('/api/v1/session');
    const task = { kind: 'check-device', text: 'Fetch it', dueAt: new Date(NOW + HOUR).toISOString() };
    const added = await lise.post(`/api/v1/episodes/${episodeId}/tasks`, { ...task, ownerTeamId: world.homeTeam });
    expect(added.status, JSON.stringify(added.body)).toBe(201);
    const mine = async () =>
      (await kari.get('/api/v1/tasks')).body.tasks.some((one: { id: string }) => one.id === added.body.id);
    expect(await mine()).toBe(true);
    clock.set(NOW + 31 * DAY);
    expect(await mine()).toBe(false);
    clock.set(NOW);
  });

  test('are refused with the place and the reason', async () => {
    const { episodeId } = await follow('Nektet');
    expect(await add(episodeId, '', NOW + HOUR)).toMatchObject({ status: 422 });
    expect(await add(episodeId, 'Late', NOW)).toMatchObject({ status: 422, body: { reason: 'due-not-ahead' } });
    expect(await add(episodeId, 'Far', NOW + HOUR, { ownerTeamId: world.heartTeam })).toMatchObject({
      status: 422,
      body: { reason: 'team-not-involved' },
    });
    const cancelled = await add(episodeId, 'Call', NOW + HOUR);
    const path = `/api/v1/tasks/${cancelled.body.id}/cancel`;
    expect(await kari.post(path, { version: 1 })).toMatchObject({ status: 422 });
    expect(await kari.post(path, { version: 1, note: 'Dead battery' })).toMatchObject({
      status: 200,
      body: { status: 'cancelled', outcomeNote: 'Dead battery', closedBy: { name: 'Kari Test' } },
    });
  });
});
