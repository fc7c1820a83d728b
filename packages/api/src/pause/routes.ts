import { randomUUID } from 'node:crypto';
import {
  ChangePauseEndSchema,
  EndPauseSchema,
  IdSchema,
  PausePreviewQuerySchema,
  PausePreviewSchema,
  PauseSchema,
  SetPauseSchema,
} from '@samvakt/contract';
import { changePauseEnd, endPause, readAlertsOfPeriod, readEpisode, readPause, setPause } from '@samvakt/store';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';
import { previewOf } from './preview.ts';
import { showPause } from './show.ts';

/** How far back a preview looks, and at how many alerts at most. */
const PREVIEWED_MS = 30 * 86_400_000;
const PREVIEWED_ALERTS = 1_000;

const ofEpisode = z.object({ episodeId: IdSchema });
const params = z.object({ pauseId: IdSchema });
const answer = { 200: PauseSchema };

/** The preview and the three acts. Whether the person's team may do it is decided by @samvakt/care inside the store's transaction. */
export function registerPauses(app: ApiInstance, parts: Parts & { access: Access; shelf: ProtocolShelf }): void {
  const { database, clock, access, shelf } = parts;

  app.get(
    '/episodes/:episodeId/pauses/preview',
    { schema: { params: ofEpisode, querystring: PausePreviewQuerySchema, response: { 200: PausePreviewSchema } } },
    async (request) => {
      const { episodeId } = request.params;
      const now = clock();
      await access.toEpisode({ member: memberOf(request), now, action: 'preview pause' }, episodeId);
      const since = now - PREVIEWED_MS;
      const protocol = await protocolOf(episodeId, now);
      const alerts = await readAlertsOfPeriod(database.pool, { episodeId, since, limit: PREVIEWED_ALERTS + 1 });
      return {
        since: new Date(since).toISOString(),
        until: new Date(now).toISOString(),
        ...previewOf(protocol, alerts.slice(0, PREVIEWED_ALERTS), request.query),
        complete: alerts.length <= PREVIEWED_ALERTS,
      };
    },
  );

  app.post(
    '/episodes/:episodeId/pauses',
    { schema: { params: ofEpisode, body: SetPauseSchema, response: { 201: PauseSchema } } },
    async (request, reply) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      const { startsAt, endsAt, ...said } = request.body;
      await access.toEpisode({ member, now, action: 'set pause' }, episodeId);
      const pause = {
        ...said,
        pauseId: randomUUID(),
        episodeId,
        startsAt: startsAt === undefined ? null : Date.parse(startsAt),
        endsAt: Date.parse(endsAt),
        practitionerId: member.id,
        now,
      };
      await database.transaction((client) => setPause(client, pause));
      return reply.code(201).send(await show(pause.pauseId, now));
    },
  );

  app.post('/pauses/:pauseId/end', { schema: { params, body: EndPauseSchema, response: answer } }, async (request) => {
    const act = await begin(request, 'end pause');
    await database.transaction((client) => endPause(client, { ...act, ...request.body }));
    return show(act.pauseId, act.now);
  });

  app.post(
    '/pauses/:pauseId/change-end',
    { schema: { params, body: ChangePauseEndSchema, response: answer } },
    async (request) => {
      const act = await begin(request, 'change end of pause');
      const { version, endsAt } = request.body;
      await database.transaction((client) => changePauseEnd(client, { ...act, version, endsAt: Date.parse(endsAt) }));
      return show(act.pauseId, act.now);
    },
  );

  async function begin(request: Parameters<typeof memberOf>[0] & { params: z.output<typeof params> }, action: string) {
    const [member, now] = [memberOf(request), clock()];
    const { pauseId } = request.params;
    await access.toPause({ member, now, action }, pauseId);
    return { pauseId, practitionerId: member.id, now };
  }

  async function show(pauseId: string, now: number) {
    const row = await readPause(database.pool, pauseId);
    if (row === null) throw new Problem('not-found');
    return showPause(await protocolOf(row.episodeId, now), row);
  }

  async function protocolOf(episodeId: string, now: number) {
    const episode = await readEpisode(database.pool, { episodeId, now });
    if (episode === null) throw new Problem('not-found');
    const key = { id: episode.protocolId, version: episode.protocolVersion };
    await shelf.fetch([key]);
    return shelf.take(key);
  }
}
