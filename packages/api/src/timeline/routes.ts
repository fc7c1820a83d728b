import { IdSchema, TimelineSchema } from '@samvakt/contract';
import { readTimeline } from '@samvakt/store';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';
import { asFound } from './asFound.ts';

/** `GET /api/v1/episodes/:episodeId/timeline?before=&limit=` */
export function registerTimeline(app: ApiInstance, parts: Parts & { access: Access; shelf: ProtocolShelf }): void {
  const { database, clock, access, shelf } = parts;
  const schema = {
    params: z.object({ episodeId: IdSchema }),
    querystring: z.object({
      before: z
        .string()
        .regex(/^\d{1,18}$/, 'must be nextBefore of the page before')
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: { 200: TimelineSchema },
  };
  app.get('/episodes/:episodeId/timeline', { schema }, async (request) => {
    const { episodeId } = request.params;
    const now = clock();
    await access.toEpisode({ member: memberOf(request), now, action: 'read timeline' }, episodeId);
    const { before = null, limit } = request.query;
    const { entries, nextBefore } = await readTimeline(database.pool, { episodeId, before, limit, now });
    return { entries: await asFound(shelf, entries, request.log), nextBefore };
  });
}
