import { randomUUID } from 'node:crypto';
import {
  AddTaskSchema,
  CancelTaskSchema,
  FinishTaskSchema,
  IdSchema,
  TaskActSchema,
  TaskListSchema,
  TaskSchema,
} from '@samvakt/contract';
import {
  addTask,
  cancelTask,
  claimTask,
  currentCursor,
  finishTask,
  readOpenTasksOfTeams,
  readTask,
  readTasksOfEpisode,
  releaseTask,
} from '@samvakt/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Access, teamIdsOf } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';
import { tasksShown } from './shown.ts';

/** How long a closed task is still shown with its follow-up. */
const CLOSED_SHOWN_MS = 30 * 86_400_000;

const params = z.object({ taskId: IdSchema });
const episodeParams = z.object({ episodeId: IdSchema });
const answer = { 200: TaskSchema };

/** Lists, and the acts on a task. What an act may do is decided by @samvakt/care inside the store's transaction. */
export function registerTasks(app: ApiInstance, parts: Parts & { access: Access }): void {
  const { database, clock, access } = parts;
  const { pool } = database;

  app.get(
    '/tasks',
    { schema: { querystring: z.object({ teamId: IdSchema.optional() }), response: { 200: TaskListSchema } } },
    async (request) => {
      const look = { member: memberOf(request), now: clock(), action: 'list tasks' };
      const teamIds = teamIdsOf(look.member);
      const { teamId } = request.query;
      if (teamId !== undefined && !teamIds.includes(teamId))
        throw new Problem('not-found', 'You are not in that team.');
      // The cursor first: what happens while the rows are read is told again rather than missed.
      const cursor = await currentCursor(pool);
      const ownerTeamIds = teamId === undefined ? teamIds : [teamId];
      const owned = await readOpenTasksOfTeams(pool, { ownerTeamIds, teamIds, now: look.now });
      // A team that has let go may see the follow-up for a time only; its tasks there are then the accountable team's to see.
      const visible = new Map((await access.visible(look)).map((one) => [one.facts.episodeId, one]));
      const tasks = owned.filter((task) => visible.has(task.episodeId));
      const shown = new Set(tasks.map((task) => task.episodeId));
      await access.shown(
        look,
        [...visible.values()].filter(({ facts }) => shown.has(facts.episodeId)),
      );
      return { tasks: tasksShown(tasks, request.log), computedAt: new Date(look.now).toISOString(), cursor };
    },
  );

  app.get(
    '/episodes/:episodeId/tasks',
    { schema: { params: episodeParams, response: { 200: TaskListSchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      await access.toEpisode({ member, now, action: 'read tasks' }, episodeId);
      const cursor = await currentCursor(pool);
      const reader = { teamIds: teamIdsOf(member), now };
      const tasks = await readTasksOfEpisode(pool, { episodeId, closedSince: now - CLOSED_SHOWN_MS, ...reader });
      return { tasks: tasksShown(tasks, request.log), computedAt: new Date(now).toISOString(), cursor };
    },
  );

  app.post(
    '/episodes/:episodeId/tasks',
    { schema: { params: episodeParams, body: AddTaskSchema, response: { 201: TaskSchema } } },
    async (request, reply) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      await access.toEpisode({ member, now, action: 'add task' }, episodeId);
      const { id: taskId = randomUUID(), dueAt, ...task } = request.body;
      await database.transaction((client) =>
        addTask(client, { ...task, taskId, episodeId, dueAt: Date.parse(dueAt), practitionerId: member.id, now }),
      );
      reply.code(201);
      return show(request, taskId, now);
    },
  );

  app.post('/tasks/:taskId/claim', { schema: { params, body: TaskActSchema, response: answer } }, async (request) => {
    const act = await begin(request, 'claim task');
    await database.transaction((client) => claimTask(client, { ...act, ...request.body }));
    return show(request, act.taskId, act.now);
  });

  app.post('/tasks/:taskId/release', { schema: { params, body: TaskActSchema, response: answer } }, async (request) => {
    const act = await begin(request, 'release task');
    await database.transaction((client) => releaseTask(client, { ...act, ...request.body }));
    return show(request, act.taskId, act.now);
  });

  app.post('/tasks/:taskId/done', { schema: { params, body: FinishTaskSchema, response: answer } }, async (request) => {
    const act = await begin(request, 'finish task');
    await database.transaction((client) => finishTask(client, { ...act, ...request.body }));
    return show(request, act.taskId, act.now);
  });

  app.post(
    '/tasks/:taskId/cancel',
    { schema: { params, body: CancelTaskSchema, response: answer } },
    async (request) => {
      const act = await begin(request, 'cancel task');
      await database.transaction((client) => cancelTask(client, { ...act, ...request.body }));
      return show(request, act.taskId, act.now);
    },
  );

  async function begin(request: FastifyRequest, action: string) {
    const [member, now] = [memberOf(request), clock()];
    const { taskId } = params.parse(request.params);
    await access.toTask({ member, now, action }, taskId);
    return { taskId, practitionerId: member.id, now };
  }

  async function show(request: FastifyRequest, taskId: string, now: number) {
    const task = await readTask(pool, taskId, { teamIds: teamIdsOf(memberOf(request)), now });
    if (task === null) throw new Problem('not-found');
    return task;
  }
}
