import { randomUUID } from 'node:crypto';
import { AddRelationSchema, EpisodeDetailSchema, IdSchema } from '@samvakt/contract';
import { addRelation, endRelation, readEpisode } from '@samvakt/store';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';

const AnswerSchema = EpisodeDetailSchema.pick({ relations: true });

/** Asks another team to take part in an episode, and ends its part. Both answer with the teams that take part now. */
export function registerRelations(app: ApiInstance, { database, clock, access }: Parts & { access: Access }): void {
  app.post(
    '/episodes/:episodeId/relations',
    {
      schema: {
        params: z.object({ episodeId: IdSchema }),
        body: AddRelationSchema,
        response: { 201: AnswerSchema },
      },
    },
    async (request, reply) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      await access.toEpisode({ member, now, action: 'add relation' }, episodeId);
      const relation = { ...request.body, relationId: randomUUID(), episodeId, practitionerId: member.id, now };
      await database.transaction((client) => addRelation(client, relation));
      return reply.code(201).send(await show(episodeId, now));
    },
  );

  app.post(
    '/relations/:relationId/end',
    { schema: { params: z.object({ relationId: IdSchema }), response: { 200: AnswerSchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { relationId } = request.params;
      const { facts } = await access.toRelation({ member, now, action: 'end relation' }, relationId);
      await database.transaction((client) => endRelation(client, { relationId, practitionerId: member.id, now }));
      return show(facts.episodeId, now);
    },
  );

  async function show(episodeId: string, now: number) {
    const row = await readEpisode(database.pool, { episodeId, now });
    if (row === null) throw new Problem('not-found');
    return { relations: row.relations };
  }
}
