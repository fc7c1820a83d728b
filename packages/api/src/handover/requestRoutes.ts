import { randomUUID } from 'node:crypto';
import {
  HandoverRequestSchema,
  IdSchema,
  RefuseHandoverRequestSchema,
  RequestHandoverSchema,
  WithdrawHandoverRequestSchema,
} from '@samvakt/contract';
import { readHandoverRequest, refuseHandoverRequest, requestHandover, withdrawHandoverRequest } from '@samvakt/store';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';

const params = z.object({ requestId: IdSchema });

/** Asking for the responsibility, and the two short answers; the long one is an offer (`requestId` of `OfferHandoverSchema`). */
export function registerHandoverRequests(app: ApiInstance, parts: Parts & { access: Access }): void {
  const { database, clock, access } = parts;

  async function readKnown(requestId: string, now: number) {
    const request = await readHandoverRequest(database.pool, { requestId, now });
    if (request === null) throw new Problem('not-found');
    return request;
  }

  app.post(
    '/episodes/:episodeId/handover-requests',
    {
      schema: {
        params: z.object({ episodeId: IdSchema }),
        body: RequestHandoverSchema,
        response: { 201: HandoverRequestSchema },
      },
    },
    async (request, reply) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      const { teamId, reason, wantedAt } = request.body;
      await access.toAsk({ member, now, action: 'request handover' }, episodeId);
      const asked = {
        requestId: randomUUID(),
        episodeId,
        teamId,
        reason,
        wantedAt: wantedAt === undefined ? null : Date.parse(wantedAt),
        practitionerId: member.id,
        now,
      };
      await database.transaction((client) => requestHandover(client, asked));
      return reply.code(201).send(await readKnown(asked.requestId, now));
    },
  );

  const answer = { 200: HandoverRequestSchema };
  app.post(
    '/handover-requests/:requestId/refuse',
    { schema: { params, body: RefuseHandoverRequestSchema, response: answer } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { requestId } = request.params;
      await access.toRequest({ member, now, action: 'refuse handover request' }, requestId);
      const act = { ...request.body, requestId, practitionerId: member.id, now };
      await database.transaction((client) => refuseHandoverRequest(client, act));
      return readKnown(requestId, now);
    },
  );

  app.post(
    '/handover-requests/:requestId/withdraw',
    { schema: { params, body: WithdrawHandoverRequestSchema, response: answer } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { requestId } = request.params;
      await access.toRequest({ member, now, action: 'withdraw handover request' }, requestId);
      const act = { ...request.body, requestId, practitionerId: member.id, now };
      await database.transaction((client) => withdrawHandoverRequest(client, act));
      return readKnown(requestId, now);
    },
  );
}
