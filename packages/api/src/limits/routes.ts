import {
  ConfirmLimitsSchema,
  DeclineLimitsSchema,
  IdSchema,
  LimitsProposalAnswerSchema,
  SetLimitsAnswerSchema,
  SetLimitsSchema,
} from '@samvakt/contract';
import { actOnLimitsProposal, findEpisodeOfLimitsProposal, wantLimits } from '@samvakt/store';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';

const ofEpisode = z.object({ episodeId: IdSchema });
const params = z.object({ proposalId: IdSchema });

/** Setting a patient's own limits, and the second person's answer where they lie beyond the protocol's range. Care decides, in the transaction. */
export function registerLimits(app: ApiInstance, { database, clock, access }: Parts & { access: Access }): void {
  app.post(
    '/episodes/:episodeId/limits',
    { schema: { params: ofEpisode, body: SetLimitsSchema, response: { 200: SetLimitsAnswerSchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { episodeId } = request.params;
      await access.toEpisode({ member, now, action: 'set limits' }, episodeId);
      const { until, ...said } = request.body;
      const wanted = { ...said, until: Date.parse(until), episodeId, practitionerId: member.id, now };
      const answer = await database.transaction((client) => wantLimits(client, wanted));
      if (answer.outcome === 'set') return answer;
      return { ...answer, deadlineAt: new Date(answer.deadlineAt).toISOString() };
    },
  );

  app.post(
    '/limits-proposals/:proposalId/confirm',
    { schema: { params, body: ConfirmLimitsSchema, response: { 200: LimitsProposalAnswerSchema } } },
    async (request) => {
      const act = await begin(request, request.params.proposalId, 'confirm limits');
      const { shown } = request.body;
      return LimitsProposalAnswerSchema.parse(
        await database.transaction((client) => actOnLimitsProposal(client, act, { type: 'confirm', shown })),
      );
    },
  );

  app.post(
    '/limits-proposals/:proposalId/withdraw',
    { schema: { params, response: { 200: LimitsProposalAnswerSchema } } },
    async (request) => {
      const act = await begin(request, request.params.proposalId, 'withdraw limits');
      return LimitsProposalAnswerSchema.parse(
        await database.transaction((client) => actOnLimitsProposal(client, act, { type: 'withdraw' })),
      );
    },
  );

  app.post(
    '/limits-proposals/:proposalId/decline',
    { schema: { params, body: DeclineLimitsSchema, response: { 200: LimitsProposalAnswerSchema } } },
    async (request) => {
      const act = await begin(request, request.params.proposalId, 'decline limits');
      const { reason } = request.body;
      return LimitsProposalAnswerSchema.parse(
        await database.transaction((client) => actOnLimitsProposal(client, act, { type: 'decline', reason })),
      );
    },
  );

  async function begin(request: Parameters<typeof memberOf>[0], proposalId: string, action: string) {
    const [member, now] = [memberOf(request), clock()];
    const episodeId = await findEpisodeOfLimitsProposal(database.pool, proposalId);
    if (episodeId === null) throw new Problem('not-found');
    await access.toEpisode({ member, now, action }, episodeId);
    return { proposalId, practitionerId: member.id, now };
  }
}
