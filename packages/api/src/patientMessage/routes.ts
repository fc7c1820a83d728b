import { IdSchema, PatientMessageListSchema } from '@samvakt/contract';
import { currentCursor, readPatientMessages } from '@samvakt/store';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { memberOf } from '../session/member.ts';

const SHOWN_MS = 30 * 86_400_000;

/** `GET /api/v1/episodes/:episodeId/messages`: what the home was told, and how far each message has come. */
export function registerPatientMessages(app: ApiInstance, parts: Parts & { access: Access }): void {
  const { database, clock, access } = parts;
  const schema = { params: z.object({ episodeId: IdSchema }), response: { 200: PatientMessageListSchema } };
  app.get('/episodes/:episodeId/messages', { schema }, async (request) => {
    const [member, now] = [memberOf(request), clock()];
    const { episodeId } = request.params;
    await access.toEpisode({ member, now, action: 'read messages to patient' }, episodeId);
    const cursor = await currentCursor(database.pool);
    return { messages: await readPatientMessages(database.pool, { episodeId, since: now - SHOWN_MS, now }), cursor };
  });
}
