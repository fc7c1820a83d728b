import { randomUUID } from 'node:crypto';
import { FORMER_ACCESS_MS } from '@samvakt/care';
import { beforeEach, expect, it } from 'vitest';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { HOUR, isbar, readBack, START } from '../../test/scene.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import { addRelation } from '../relation/act.ts';
import { finishTask } from './act.ts';
import { endTaskSight, readEpisodesOfUnseenTasks } from './sight.ts';

/* The municipality has handed over to the lung clinic, and by its letter it keeps a task: it fetches the oximeter. */
const on = oneEpisodeEach(10);
let taskId: string;
const ACCEPTED = START + 5 * HOUR;
const BLIND = ACCEPTED + FORMER_ACCESS_MS;

beforeEach(async () => {
  const handoverId = randomUUID();
  const dueAt = new Date(BLIND + 24 * HOUR).toISOString();
  const actions = [{ kind: 'check-device', text: 'Fetch the oximeter', owner: 'sender', dueAt }] as const;
  const by = { practitionerId: on.scene.municipality.nurse, now: START + 4 * HOUR };
  const letter = {
    handoverId,
    episodeId: on.episodeId,
    toTeamId: on.scene.lung.teamId,
    isbar: { ...isbar, actions: [...actions] },
  };
  await on.database.transaction((client) => offerHandover(client, { ...letter, ...by, deadlineAt: START + 20 * HOUR }));
  const act = { handoverId, version: 1, readBack, practitionerId: on.scene.lung.nurse, now: ACCEPTED };
  await on.database.transaction((client) => acceptHandover(client, act));
  taskId = (await ofTask('episode_id = $1', on.episodeId)).id;
});

async function ofTask(where: string, value: string) {
  const { rows } = await on.db.pool.query<{ id: string; owner: string; version: number }>(
    `select task.id, team.name as owner, version from task join team on team.id = owner_team_id where task.${where}`,
    [value],
  );
  if (rows[0] === undefined) throw new Error('no task');
  return rows[0];
}
const owner = async () => (await ofTask('id = $1', taskId)).owner;
const lose = (now: number) =>
  on.database.transaction((client) => endTaskSight(client, { episodeId: on.episodeId, now }));

it('has a timer from the acceptance on', async () => {
  const { rows } = await on.db.pool.query('select run_at from graphile_worker.jobs where key = $1', [
    `task-sight-end:${on.episodeId}:${on.scene.municipality.teamId}`,
  ]);
  expect(rows).toEqual([{ run_at: new Date(BLIND) }]);
});

it('stays while its team sees the follow-up, and becomes the accountable team’s when it does no more', async () => {
  expect(await lose(BLIND - 1)).toBe('stale');
  expect(await owner()).toBe('Hjemmeoppfølging');
  expect(await lose(BLIND)).toBe('moved');
  expect(await ofTask('id = $1', taskId)).toMatchObject({ owner: 'Lungepoliklinikken', version: 2 });
  expect(await lose(BLIND + HOUR)).toBe('stale');
  const { rows } = await on.db.pool.query(
    `select team_id as team, data ->> 'taskId' as task, data ->> 'reason' as reason from change
     where episode_id = $1 and kind = 'task-moved'`,
    [on.episodeId],
  );
  expect(rows).toEqual([{ team: on.scene.lung.teamId, task: taskId, reason: 'owner-sees-no-more' }]);
});

it('stays with a team that supports', async () => {
  const part = {
    relationId: randomUUID(),
    episodeId: on.episodeId,
    teamId: on.scene.municipality.teamId,
    kind: 'supporting' as const,
  };
  await on.database.transaction((client) =>
    addRelation(client, { ...part, reason: 'Home nursing', practitionerId: on.scene.lung.nurse, now: BLIND - HOUR }),
  );
  expect(await lose(BLIND + HOUR)).toBe('stale');
  expect(await owner()).toBe('Hjemmeoppfølging');
});

it('does not stay with one that is only informed', async () => {
  const part = {
    relationId: randomUUID(),
    episodeId: on.episodeId,
    teamId: on.scene.municipality.teamId,
    kind: 'informed' as const,
  };
  await on.database.transaction((client) =>
    addRelation(client, { ...part, reason: 'To know', practitionerId: on.scene.lung.nurse, now: BLIND - HOUR }),
  );
  expect(await lose(BLIND)).toBe('moved');
});

it('that is done stays whose it was', async () => {
  const act = { taskId, version: 1, practitionerId: on.scene.municipality.nurse, now: ACCEPTED + HOUR };
  await on.database.transaction((client) => finishTask(client, act));
  expect(await lose(BLIND)).toBe('stale');
});

it('is found by the sweep when the timer was lost, and moved by the next act', async () => {
  expect(await readEpisodesOfUnseenTasks(on.db.pool, BLIND - 1)).not.toContain(on.episodeId);
  expect(await readEpisodesOfUnseenTasks(on.db.pool, BLIND + HOUR)).toContain(on.episodeId);
  await on.database.transaction((client) =>
    finishTask(client, { taskId, version: 2, practitionerId: on.scene.lung.nurse, now: BLIND + HOUR }),
  );
  expect(await readEpisodesOfUnseenTasks(on.db.pool, BLIND + HOUR)).not.toContain(on.episodeId);
});
