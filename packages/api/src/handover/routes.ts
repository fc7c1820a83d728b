import { randomUUID } from 'node:crypto';
import { FORMER_ACCESS_MS } from '@samvakt/care';
import {
  AcceptHandoverSchema,
  CallOffHandoverSchema,
  DeclineHandoverSchema,
  HandoverDetailSchema,
  HandoverDigestSchema,
  HandoverListSchema,
  HandoverSchema,
  IdSchema,
  OfferHandoverSchema,
  ReviewHandoverSchema,
  TakeOverSchema,
  WithdrawHandoverSchema,
} from '@samvakt/contract';
import {
  acceptHandover,
  callOffHandover,
  declineHandover,
  offerHandover,
  readDigest,
  readHandover,
  readHandoverRequestsOfTeams,
  readHandoversOfTeams,
  readOpenAlerts,
  readUnjudgedSince,
  reviewHandover,
  takeOverInEmergency,
  withdrawHandover,
} from '@samvakt/store';
import { z } from 'zod';
import { type Access, HANDOVER_SHOWN_MS, teamIdsOf } from '../access/access.ts';
import { showAlerts } from '../alert/show.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';
import { handoverShown } from './shown.ts';

const params = z.object({ handoverId: IdSchema });

/** Lists, the single handover, and the acts. What an act may do is decided by @samvakt/care inside the store's transaction. */
export function registerHandovers(app: ApiInstance, parts: Parts & { access: Access; shelf: ProtocolShelf }): void {
  const { database, clock, access, shelf } = parts;

  async function readKnown(handoverId: string) {
    const handover = await readHandover(database.pool, handoverId);
    if (handover === null) throw new Problem('not-found');
    return handoverShown(handover, app.log);
  }

  app.get('/handovers', { schema: { response: { 200: HandoverListSchema } } }, async (request) => {
    const look = { member: memberOf(request), now: clock(), action: 'list handovers' };
    const own = teamIdsOf(look.member);
    const handovers = await readHandoversOfTeams(database.pool, {
      teamIds: own,
      decidedSince: look.now - HANDOVER_SHOWN_MS,
      takenSince: look.now - FORMER_ACCESS_MS,
    });
    const requests = await readHandoverRequestsOfTeams(database.pool, {
      teamIds: own,
      decidedSince: look.now - HANDOVER_SHOWN_MS,
      now: look.now,
    });
    await access.shownHandovers(look, [...handovers, ...requests]);
    const shown = handovers.map((handover) => handoverShown(handover, request.log));
    return {
      inbox: shown.filter((handover) => own.includes(handover.toTeam.id)),
      outbox: shown.filter((handover) => own.includes(handover.fromTeam.id)),
      requests: {
        toUs: requests.filter(({ accountableTeam }) => accountableTeam !== null && own.includes(accountableTeam.id)),
        fromUs: requests.filter(({ team }) => own.includes(team.id)),
      },
    };
  });

  app.get(
    '/handovers/:handoverId',
    { schema: { params, response: { 200: HandoverDetailSchema } } },
    async (request) => {
      const look = { member: memberOf(request), now: clock(), action: 'read handover' };
      const granted = await access.toHandover(look, request.params.handoverId);
      const handover = await readKnown(request.params.handoverId);
      const open = granted.episode ? await readOpenAlerts(database.pool, { episodeIds: [handover.episodeId] }) : [];
      return {
        handover,
        openRedAlerts: await showAlerts(
          { client: database.pool, shelf, now: look.now, log: request.log },
          open.filter((alert) => alert.severity === 'red'),
        ),
        unjudgedSince: granted.episode ? await readUnjudgedSince(database.pool, handover.episodeId) : null,
      };
    },
  );

  app.post(
    '/episodes/:episodeId/handovers',
    {
      schema: {
        params: z.object({ episodeId: IdSchema }),
        body: OfferHandoverSchema,
        response: { 201: HandoverSchema },
      },
    },
    async (request, reply) => {
      const { member, now } = { member: memberOf(request), now: clock() };
      const { episodeId } = request.params;
      const { deadlineAt, effectiveAt, returnAt, ...content } = request.body;
      await access.toEpisode({ member, now, action: 'offer handover' }, episodeId);
      const offer = {
        handoverId: randomUUID(),
        episodeId,
        ...content,
        deadlineAt: Date.parse(deadlineAt),
        effectiveAt: effectiveAt === undefined ? null : Date.parse(effectiveAt),
        returnAt: returnAt === undefined ? null : Date.parse(returnAt),
        practitionerId: member.id,
        now,
      };
      await database.transaction((client) => offerHandover(client, offer));
      return reply.code(201).send(await readKnown(offer.handoverId));
    },
  );

  app.get(
    '/episodes/:episodeId/handover-digest',
    { schema: { params: z.object({ episodeId: IdSchema }), response: { 200: HandoverDigestSchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      await access.toEpisode({ member, now, action: 'read handover digest' }, episodeId);
      const digest = await readDigest(database.pool, { episodeId, now });
      if (digest === null) throw new Problem('not-found');
      return digest;
    },
  );

  const answer = { 200: HandoverSchema };
  app.post(
    '/handovers/:handoverId/accept',
    { schema: { params, body: AcceptHandoverSchema, response: answer } },
    async (request) => {
      const act = await begin(request, 'accept handover');
      await database.transaction((client) => acceptHandover(client, { ...act, ...request.body }));
      return readKnown(act.handoverId);
    },
  );

  app.post(
    '/handovers/:handoverId/decline',
    { schema: { params, body: DeclineHandoverSchema, response: answer } },
    async (request) => {
      const act = await begin(request, 'decline handover');
      const { version, reason, proposal } = request.body;
      const counter = proposal && {
        conditions: proposal.conditions,
        earliestAt: proposal.earliestAt === null ? null : Date.parse(proposal.earliestAt),
      };
      await database.transaction((client) => declineHandover(client, { ...act, version, reason, proposal: counter }));
      return readKnown(act.handoverId);
    },
  );

  app.post(
    '/handovers/:handoverId/withdraw',
    { schema: { params, body: WithdrawHandoverSchema, response: answer } },
    async (request) => {
      const act = await begin(request, 'withdraw handover');
      await database.transaction((client) => withdrawHandover(client, { ...act, ...request.body }));
      return readKnown(act.handoverId);
    },
  );

  app.post(
    '/handovers/:handoverId/call-off',
    { schema: { params, body: CallOffHandoverSchema, response: answer } },
    async (request) => {
      const act = await begin(request, 'call off handover');
      await database.transaction((client) => callOffHandover(client, { ...act, ...request.body }));
      return readKnown(act.handoverId);
    },
  );

  app.post(
    '/handovers/:handoverId/review',
    { schema: { params, body: ReviewHandoverSchema, response: answer } },
    async (request) => {
      const act = await begin(request, 'review take-over');
      await database.transaction((client) => reviewHandover(client, { ...act, ...request.body }));
      return readKnown(act.handoverId);
    },
  );

  app.post(
    '/episodes/:episodeId/take-over',
    {
      schema: { params: z.object({ episodeId: IdSchema }), body: TakeOverSchema, response: { 201: HandoverSchema } },
    },
    async (request, reply) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      await access.toEpisode({ member, now, action: 'take over in emergency' }, episodeId);
      const handoverId = randomUUID();
      const act = { ...request.body, handoverId, episodeId, practitionerId: member.id, now };
      await database.transaction((client) => takeOverInEmergency(client, act));
      return reply.code(201).send(await readKnown(handoverId));
    },
  );

  async function begin(request: Parameters<typeof memberOf>[0] & { params: z.output<typeof params> }, action: string) {
    const [member, now] = [memberOf(request), clock()];
    const { handoverId } = request.params;
    await access.toHandover({ member, now, action }, handoverId);
    return { handoverId, practitionerId: member.id, now };
  }
}
