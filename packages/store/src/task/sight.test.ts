import { randomUUID } from 'node:crypto';
import { FORMER_ACCESS_MS } from '@samvakt/care';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { HOUR, isbar, readBack, type Scene, START, setScene } from '../../test/scene.ts';
import { type Database, openDatabase } from '../database.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import { addRelation } from '../relation/act.ts';
import { finishTask } from './act.ts';
import { endTaskSight, readEpisodesOfUnseenTasks } from './sight.ts';

/* The municipality has handed over to the lung clinic, and by its letter it keeps a task: it fetches the oximeter. */
let db: TestDatabase;
let database: Database;
let scene: Scene;
let episodeId: string;
let taskId: string;
let used = 0;
const ACCEPTED = START + 5 * HOUR;
const BLIND = ACCEPTED + FORMER_ACCESS_MS;

beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'sight', onError: () => {} });
  scene = await database.transaction((client) => setScene(client, { episodes: 10 }));
});
afterAll(async () => {
  await database.stop();
  await db.end();
});
beforeEach(async () => {
  episodeId = scene.episodeIds[used++] ?? '';
  const handoverId = randomUUID();
  const dueAt = new Date(BLIND + 24 * HOUR).toISOString();
  const actions = [{ kind: 'check-device', text: 'Fetch the oximeter', owner: 'sender', dueAt }] as const;
  const by = { practitionerId: scene.municipality.nurse, now: START + 4 * HOUR };
  const letter = { handoverId, episodeId, toTeamId: scene.lung.teamId, isbar: { ...isbar, actions: [...actions] } };
  await database.transaction((client) => offerHandover(client, { ...letter, ...by, deadlineAt: START + 20 * HOUR }));
  const act = { handoverId, version: 1, readBack, practitionerId: scene.lung.nurse, now: ACCEPTED };
  await database.transaction((client) => acceptHandover(client, act));
  taskId = (await ofTask('episode_id = $1', episodeId)).id;
});

async function ofTask(where: string, value: string) {
  const { rows } = await db.pool.query<{ id: string; owner: string; version: number }>(
    `select task.id, team.name as owner, version from task join team on team.id = owner_team_id where task.${where}`,
    [value],
  );
  if (rows[0] === undefined) throw new Error('no task');
  return rows[0];
}
const owner = async () => (await ofTask('id = $1', taskId)).owner;
const lose = (now: number) => database.transaction((client) => endTaskSight(client, { episodeId, now }));

it('has a timer from the acceptance on', async () => {
  const { rows } = await db.pool.query('select run_at from graphile_worker.jobs where key = $1', [
    `task-sight-end:${episodeId}:${scene.municipality.teamId}`,
  ]);
  expect(rows).toEqual([{ run_at: new Date(BLIND) }]);
});

it('stays while its team sees the follow-up, and becomes the accountable team’s when it does no more', async () => {
  expect(await lose(BLIND - 1)).toBe('stale');
  expect(await owner()).toBe('Hjemmeoppfølging');
  expect(await lose(BLIND)).toBe('moved');
  expect(await ofTask('id = $1', taskId)).toMatchObject({ owner: 'Lungepoliklinikken', version: 2 });
  expect(await lose(BLIND + HOUR)).toBe('stale');
  const { rows } = await db.pool.query(
    `select team_id as team, data ->> 'taskId' as task, data ->> 'reason' as reason from change
     where episode_id = $1 and kind = 'task-moved'`,
    [episodeId],
  );
  expect(rows).toEqual([{ team: scene.lung.teamId, task: taskId, reason: 'owner-sees-no-more' }]);
});

it('stays with a team that supports', async () => {
  const part = { relationId: randomUUID(), episodeId, teamId: scene.municipality.teamId, kind: 'supporting' as const };
  await database.transaction((client) =>
    addRelation(client, { ...part, reason: 'Home nursing', practitionerId: scene.lung.nurse, now: BLIND - HOUR }),
  );
  expect(await lose(BLIND + HOUR)).toBe('stale');
  expect(await owner()).toBe('Hjemmeoppfølging');
});

it('does not stay with one that is only informed', async () => {
  const part = { relationId: randomUUID(), episodeId, teamId: scene.municipality.teamId, kind: 'informed' as const };
  await database.transaction((client) =>
    addRelation(client, { ...part, reason: 'To know', practitionerId: scene.lung.nurse, now: BLIND - HOUR }),
  );
  expect(await lose(BLIND)).toBe('moved');
});

it('that is done stays whose it was', async () => {
  const act = { taskId, version: 1, practitionerId: scene.municipality.nurse, now: ACCEPTED + HOUR };
  await database.transaction((client) => finishTask(client, act));
  expect(await lose(BLIND)).toBe('stale');
});

it('is found by the sweep when the timer was lost, and moved by the next act', async () => {
  expect(await readEpisodesOfUnseenTasks(db.pool, BLIND - 1)).not.toContain(episodeId);
  expect(await readEpisodesOfUnseenTasks(db.pool, BLIND + HOUR)).toContain(episodeId);
  await database.transaction((client) =>
    finishTask(client, { taskId, version: 2, practitionerId: scene.lung.nurse, now: BLIND + HOUR }),
  );
  expect(await readEpisodesOfUnseenTasks(db.pool, BLIND + HOUR)).not.toContain(episodeId);
});
