import { randomUUID } from 'node:crypto';
import { HandoverBatchSchema, IdSchema, OfferBatchSchema } from '@samvakt/contract';
import { offerHandoverBatch, readHandoverBatch } from '@samvakt/store';
import { z } from 'zod';
import { type Access, HANDOVER_SHOWN_MS, teamIdsOf } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';
import { handoverShown } from './shown.ts';

const params = z.object({ batchId: IdSchema });

/** Offering many episodes at once, and how far that has come. */
export function registerHandoverBatches(app: ApiInstance, parts: Parts & { access: Access }): void {
  const { database, clock, access } = parts;

  app.post(
    '/handover-batches',
    { schema: { body: OfferBatchSchema, response: { 201: HandoverBatchSchema } } },
    async (request, reply) => {
      const [member, now] = [memberOf(request), clock()];
      const { items, deadlineAt, effectiveAt, returnAt, ...common } = request.body;
      for (const { episodeId } of items) await access.toEpisode({ member, now, action: 'offer handover' }, episodeId);
      const batchId = randomUUID();
      await database.transaction((client) =>
        offerHandoverBatch(client, {
          ...common,
          batchId,
          items: items.map((item) => ({ ...item, handoverId: randomUUID() })),
          deadlineAt: Date.parse(deadlineAt),
          effectiveAt: effectiveAt === undefined ? null : Date.parse(effectiveAt),
          returnAt: returnAt === undefined ? null : Date.parse(returnAt),
          practitionerId: member.id,
          now,
        }),
      );
      const batch = await readHandoverBatch(database.pool, batchId);
      if (batch === null) throw new Error(`batch ${batchId} vanished`);
      return reply.code(201).send(batch);
    },
  );

  app.get(
    '/handover-batches/:batchId',
    { schema: { params, response: { 200: HandoverBatchSchema } } },
    async (request) => {
      const look = { member: memberOf(request), now: clock(), action: 'read handover batch' };
      const own = teamIdsOf(look.member);
      const batch = await readHandoverBatch(database.pool, request.params.batchId);
      // A letter between two teams, as each of its handovers is, and as long.
      const party = batch !== null && [batch.fromTeam.id, batch.toTeam.id].some((team) => own.includes(team));
      const lastAt = Math.max(...(batch?.handovers ?? []).map(lastInstant));
      if (batch === null || !party || look.now - lastAt > HANDOVER_SHOWN_MS) throw new Problem('not-found');
      await access.shownHandovers(look, batch.handovers);
      return { ...batch, handovers: batch.handovers.map((handover) => handoverShown(handover, request.log)) };
    },
  );
}

/** When the last thing was, or will be, said about a handover. */
function lastInstant({
  deadlineAt,
  effectiveAt,
  decidedAt,
}: {
  deadlineAt: string;
  effectiveAt: string | null;
  decidedAt: string | null;
}): number {
  return Math.max(...[deadlineAt, effectiveAt, decidedAt].flatMap((at) => (at === null ? [] : [Date.parse(at)])));
}
