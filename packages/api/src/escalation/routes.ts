import { IdSchema, SetEscalationPolicySchema, TeamEscalationPolicySchema } from '@samvakt/contract';
import { readEscalationPolicy, setEscalationPolicy } from '@samvakt/store';
import { z } from 'zod';
import { ownTeam } from '../duty/routes.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { memberOf } from '../session/member.ts';

const params = z.object({ teamId: IdSchema });

/** What a team has said is to happen while nobody claims an alert. */
export function registerEscalationPolicies(app: ApiInstance, { database, clock }: Parts): void {
  app.get(
    '/teams/:teamId/escalation-policy',
    { schema: { params, response: { 200: TeamEscalationPolicySchema } } },
    async (request) => readEscalationPolicy(database.pool, ownTeam(memberOf(request), request.params.teamId)),
  );

  app.post(
    '/teams/:teamId/escalation-policy',
    { schema: { params, body: SetEscalationPolicySchema, response: { 200: TeamEscalationPolicySchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const teamId = ownTeam(member, request.params.teamId);
      await database.transaction((client) =>
        setEscalationPolicy(client, { ...request.body, teamId, practitionerId: member.id, now }),
      );
      return readEscalationPolicy(database.pool, teamId);
    },
  );
}
