import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { oneEpisodeEach } from '../../test/oneEpisodeEach.ts';
import { HOUR, isbar, readBack, START } from '../../test/scene.ts';
import { endEpisode } from '../episode.ts';
import { acceptHandover } from '../handover/act.ts';
import { offerHandover } from '../handover/offer.ts';
import { readHandover } from '../reading/handover.ts';
import { readOpenTasksOfTeams, readTask, readTasksOfEpisode } from '../reading/task.ts';
import { addRelation } from '../relation/act.ts';
import { addTask, cancelTask, claimTask, finishTask, releaseTask } from './act.ts';
import { readUntoldOverdueTasks, tellOverdue } from './due.ts';

const on = oneEpisodeEach(20);
const NOW = START + HOUR;
const DUE = NOW + 3 * HOUR;

async function added({
  taskId = randomUUID(),
  ...change
}: Partial<Parameters<typeof addTask>[1]> = {}): Promise<string> {
  const practitionerId = on.scene.municipality.nurse;
  const task = {
    taskId,
    episodeId: on.episodeId,
    kind: 'call-back',
    text: 'Call her',
    dueAt: DUE,
    practitionerId,
    now: NOW,
  } as const;
  await on.database.transaction((client) => addTask(client, { ...task, ...change }));
  return taskId;
}
const by = (taskId: string, version: number, practitionerId = on.scene.municipality.nurse, now = NOW + 1) => ({
  taskId,
  version,
  practitionerId,
  now,
});
const readAs = (taskId: string, teamId: string, now = NOW) => readTask(on.db.pool, taskId, { teamIds: [teamId], now });
const timers = async (taskId: string): Promise<number[]> => {
  const { rows } = await on.db.pool.query<{ run_at: Date }>('select run_at from graphile_worker.jobs where key = $1', [
    `task-due:${taskId}`,
  ]);
  return rows.map((row) => row.run_at.getTime());
};
const told = async (): Promise<string[]> => {
  const { rows } = await on.db.pool.query<{ kind: string }>(
    `select kind from change where episode_id = $1 and kind like 'task-%' order by seq`,
    [on.episodeId],
  );
  return rows.map((row) => row.kind);
};

describe('a task', () => {
  it('is written with its timer, claimed, released and finished, each with its line in the feed', async () => {
    const taskId = await added();
    expect(await timers(taskId)).toEqual([DUE]);
    expect(await readAs(taskId, on.scene.municipality.teamId)).toMatchObject({
      kind: 'call-back',
      text: { nb: 'Call her', en: 'Call her' },
      origin: 'person',
      ownerTeam: { name: 'Hjemmeoppfølging' },
      person: null,
      overdue: false,
      may: { claim: true, close: true },
      version: 1,
    });
    await on.database.transaction((client) => claimTask(client, by(taskId, 1)));
    const colleague = on.scene.municipality.colleague;
    await expect(on.database.transaction((client) => finishTask(client, by(taskId, 2, colleague)))).rejects.toThrow(
      /claimed-by-another: Kari Berg/,
    );
    await on.database.transaction((client) => releaseTask(client, by(taskId, 2, colleague)));
    await on.database.transaction((client) =>
      finishTask(client, { ...by(taskId, 3, colleague), note: ' She is well ' }),
    );
    expect(await readAs(taskId, on.scene.municipality.teamId)).toMatchObject({
      status: 'done',
      outcomeNote: 'She is well',
      closedBy: { name: 'Per Lie' },
      may: { claim: false, close: false },
    });
    expect(await timers(taskId)).toEqual([]);
    expect(await told()).toEqual(['task-added', 'task-claimed', 'task-released', 'task-done']);
    await expect(
      on.database.transaction((client) => cancelTask(client, { ...by(taskId, 4), note: 'no' })),
    ).rejects.toThrow(/task-closed: The task was done by Per Lie/);
  });

  it('of two people with the same picture the first one gets it', async () => {
    const taskId = await added();
    const people = [on.scene.municipality.nurse, on.scene.municipality.colleague];
    const both = await Promise.allSettled(
      people.map((one) => on.database.transaction((client) => claimTask(client, by(taskId, 1, one)))),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await told()).toEqual(['task-added', 'task-claimed']);
  });

  it('that is added again, because the answer was lost, is there once, also when it is claimed or closed meanwhile; another under its id is refused', async () => {
    const taskId = await added();
    await added({ taskId, now: NOW + 1 });
    const others = [
      { text: 'Call him' },
      { kind: 'review' },
      { dueAt: DUE + 60_000 },
      { personId: on.scene.municipality.nurse },
      { practitionerId: on.scene.municipality.colleague },
      { episodeId: on.scene.episodeIds.at(-1) ?? '' },
    ] as const;
    for (const other of others)
      await expect(added({ taskId, ...other })).rejects.toMatchObject({ refusal: 'id-of-another' });
    await on.database.transaction((client) => claimTask(client, by(taskId, 1)));
    await added({ taskId });
    await on.database.transaction((client) => finishTask(client, by(taskId, 2)));
    await added({ taskId });
    expect(await told()).toEqual(['task-added', 'task-claimed', 'task-done']);
    expect(await timers(taskId)).toEqual([]);
  });

  it('under one id for two follow-ups in the same instant is there for one of them, and the other is told', async () => {
    const taskId = randomUUID();
    const both = await Promise.allSettled([
      added({ taskId }),
      added({ taskId, episodeId: on.scene.episodeIds.at(-1) ?? '' }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { refusal: 'id-of-another' } });
  });

  it('is refused for a stranger’s team, for a person of another team, and on an unknown follow-up', async () => {
    await expect(added({ ownerTeamId: on.scene.heart.teamId })).rejects.toThrow('team-not-involved');
    await expect(added({ personId: on.scene.lung.nurse })).rejects.toThrow('person-not-in-team');
    await expect(added({ practitionerId: on.scene.lung.nurse })).rejects.toThrow('not-the-accountable-team');
    await expect(added({ episodeId: randomUUID() })).rejects.toThrow('no-such-episode');
    await expect(on.database.transaction((client) => claimTask(client, by(randomUUID(), 1)))).rejects.toThrow(
      'no-such-task',
    );
    expect(await told()).toEqual([]);
  });

  it('that is open keeps the follow-up from ending, by the rule and by the database itself', async () => {
    const taskId = await added();
    const end = () =>
      on.database.transaction((client) =>
        endEpisode(client, { episodeId: on.episodeId, practitionerId: on.scene.municipality.nurse, now: NOW + HOUR }),
      );
    await expect(end()).rejects.toThrow('tasks-open');
    await expect(
      on.db.pool.query('update episode set period = tstzrange(lower(period), $2) where id = $1', [
        on.episodeId,
        new Date(NOW + HOUR),
      ]),
    ).rejects.toThrow(/tasks that are not closed/);
    await on.database.transaction((client) => cancelTask(client, { ...by(taskId, 1), note: 'moves abroad' }));
    await end();
    await expect(added()).rejects.toThrow('episode-ended');
    await expect(
      on.db.pool.query(`update task set status = 'open', closed_at = null where id = $1`, [taskId]),
    ).rejects.toThrow(/would be nobody/);
  });
});

describe('a due time', () => {
  it('makes the task overdue when it is read, whether or not the timer ran, and the timer tells the feed once', async () => {
    const taskId = await added();
    const overdueAt = async (now: number) => (await readAs(taskId, on.scene.municipality.teamId, now))?.overdue;
    expect(await overdueAt(DUE - 1)).toBe(false);
    expect(await overdueAt(DUE)).toBe(true);
    expect(await readUntoldOverdueTasks(on.db.pool, DUE)).not.toContain(taskId);
    expect(await readUntoldOverdueTasks(on.db.pool, DUE + 1)).toContain(taskId);
    const tell = (now: number) => on.database.transaction((client) => tellOverdue(client, { taskId, now }));
    expect(await tell(DUE - 1)).toBe('early');
    expect(await timers(taskId)).toEqual([DUE]);
    expect(await tell(DUE)).toBe('told');
    expect(await tell(DUE + 1)).toBe('stale');
    expect(await readUntoldOverdueTasks(on.db.pool, DUE + 1)).not.toContain(taskId);
    expect(await told()).toEqual(['task-added', 'task-overdue']);
    // It stands in nobody's way: the version that was seen before is still the one to act upon.
    await on.database.transaction((client) => finishTask(client, by(taskId, 1)));
  });

  it('of a task that is closed or was never there is nothing to tell', async () => {
    const taskId = await added();
    await on.database.transaction((client) => finishTask(client, by(taskId, 1)));
    const tell = (id: string) => on.database.transaction((client) => tellOverdue(client, { taskId: id, now: DUE }));
    expect(await tell(taskId)).toBe('stale');
    expect(await tell(randomUUID())).toBe('stale');
    expect(await told()).toEqual(['task-added', 'task-done']);
  });
});

describe('an accepted handover', () => {
  async function handedOver(actions: NonNullable<typeof isbar.actions> = []): Promise<string> {
    const handoverId = randomUUID();
    await on.database.transaction((client) =>
      offerHandover(client, {
        handoverId,
        episodeId: on.episodeId,
        toTeamId: on.scene.lung.teamId,
        isbar: { ...isbar, actions },
        deadlineAt: NOW + HOUR,
        practitionerId: on.scene.municipality.nurse,
        now: NOW,
      }),
    );
    await on.database.transaction((client) =>
      acceptHandover(client, { handoverId, version: 1, practitionerId: on.scene.lung.nurse, now: NOW + 10, readBack }),
    );
    return handoverId;
  }

  it('lists the open tasks in its digest, moves those of the sender unclaimed, and leaves those that are closed', async () => {
    const mine = await added({ personId: on.scene.municipality.nurse });
    const over = await added({ dueAt: DUE - 1 });
    await on.database.transaction((client) => finishTask(client, by(over, 1, on.scene.municipality.nurse, NOW)));
    const handover = await readHandover(on.db.pool, await handedOver());
    expect(handover?.digest.tasks).toEqual([
      {
        taskId: mine,
        kind: 'call-back',
        text: { nb: 'Call her', en: 'Call her' },
        ownerTeam: { id: on.scene.municipality.teamId, name: 'Hjemmeoppfølging' },
        personName: 'Kari Berg',
        dueAt: new Date(DUE).toISOString(),
      },
    ]);
    expect(await readAs(mine, on.scene.lung.teamId)).toMatchObject({
      ownerTeam: { name: 'Lungepoliklinikken' },
      person: null,
      version: 2,
      may: { claim: true, close: true },
    });
    expect(await readAs(over, on.scene.lung.teamId)).toMatchObject({ ownerTeam: { name: 'Hjemmeoppfølging' } });
    expect(await told()).toEqual(['task-added', 'task-added', 'task-done', 'task-moved']);
  });

  it('makes a task of each action, for the team that it names, and leaves what another team owns', async () => {
    const dueAt = new Date(DUE).toISOString();
    await handedOver([
      { kind: 'review', text: 'See the week', owner: 'receiver', dueAt },
      { kind: 'check-device', text: 'Fetch the oximeter', owner: 'sender', dueAt },
    ]);
    const tasks = await readTasksOfEpisode(on.db.pool, {
      episodeId: on.episodeId,
      closedSince: START,
      teamIds: [on.scene.municipality.teamId],
      now: NOW + 10,
    });
    expect(tasks.map(({ text, ownerTeam, origin, may }) => [text.nb, ownerTeam.name, origin, may])).toEqual(
      expect.arrayContaining([
        ['See the week', 'Lungepoliklinikken', 'handover', { claim: false, close: false }],
        ['Fetch the oximeter', 'Hjemmeoppfølging', 'handover', { claim: true, close: true }],
      ]),
    );
    // The municipality takes part still; the next handover moves what the lung clinic owns, and no more.
    const back = randomUUID();
    await on.database.transaction((client) =>
      offerHandover(client, {
        handoverId: back,
        episodeId: on.episodeId,
        toTeamId: on.scene.heart.teamId,
        isbar,
        deadlineAt: NOW + HOUR,
        practitionerId: on.scene.lung.nurse,
        now: NOW + 20,
      }),
    );
    await on.database.transaction((client) =>
      acceptHandover(client, {
        handoverId: back,
        version: 1,
        practitionerId: on.scene.heart.nurse,
        now: NOW + 30,
        readBack,
      }),
    );
    const owners = async (teamId: string) =>
      (await readOpenTasksOfTeams(on.db.pool, { ownerTeamIds: [teamId], teamIds: [teamId], now: NOW }))
        .filter((task) => task.episodeId === on.episodeId)
        .map(({ text }) => text.nb);
    expect(await owners(on.scene.heart.teamId)).toEqual(['See the week']);
    expect(await owners(on.scene.lung.teamId)).toEqual([]);
    expect(await owners(on.scene.municipality.teamId)).toEqual(['Fetch the oximeter']);
  });

  it('does not make another of a task that named no team and is sent again: it is for who was accountable when it was written', async () => {
    const taskId = await added();
    await handedOver();
    // As where it has stayed with the team that it was written for.
    const stayed = 'update task set owner_team_id = $2, version = 1 where id = $1';
    await on.db.pool.query(stayed, [taskId, on.scene.municipality.teamId]);
    await added({ taskId, now: NOW + 20 });
    await added({ taskId, ownerTeamId: on.scene.municipality.teamId, now: NOW + 20 });
    await expect(added({ taskId, ownerTeamId: on.scene.lung.teamId, now: NOW + 20 })).rejects.toMatchObject({
      refusal: expect.any(String),
    });
    expect(await told()).toEqual(['task-added', 'task-moved']);
  });

  it('leaves with a supporting team what was given to it, and gives an informed team nothing', async () => {
    const related = (teamId: string, kind: 'supporting' | 'informed') =>
      on.database.transaction((client) =>
        addRelation(client, {
          relationId: randomUUID(),
          episodeId: on.episodeId,
          teamId,
          kind,
          reason: 'takes the weekly call',
          practitionerId: on.scene.municipality.nurse,
          now: NOW - 1,
        }),
      );
    await related(on.scene.heart.teamId, 'informed');
    await expect(added({ ownerTeamId: on.scene.heart.teamId })).rejects.toThrow('team-not-involved');
    await on.database.transaction((client) =>
      client.query('delete from relation where episode_id = $1', [on.episodeId]),
    );
    await related(on.scene.heart.teamId, 'supporting');
    const theirs = await added({ ownerTeamId: on.scene.heart.teamId, personId: on.scene.heart.nurse });
    const mine = await added();
    await handedOver();
    expect(await readAs(theirs, on.scene.heart.teamId, NOW + 10)).toMatchObject({
      ownerTeam: { name: 'Hjertepoliklinikken' },
      person: { name: 'Eva Moe' },
      version: 1,
      may: { claim: true, close: true },
    });
    expect(await readAs(mine, on.scene.lung.teamId, NOW + 10)).toMatchObject({
      ownerTeam: { name: 'Lungepoliklinikken' },
    });
    await on.database.transaction((client) => finishTask(client, by(theirs, 1, on.scene.heart.nurse, NOW + 20)));
  });

  it('is not offered with an action that is due already', async () => {
    const dueAt = new Date(NOW).toISOString();
    await expect(handedOver([{ kind: 'review', text: 'Late', owner: 'receiver', dueAt }])).rejects.toThrow(
      'due-not-ahead',
    );
  });
});
