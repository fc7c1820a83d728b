import {
  IdSchema,
  SetEscalationPolicySchema,
  TeamEscalationPolicySchema,
  WithdrawPlannedSchema,
} from '@samvakt/contract';
import { readEscalationPolicy, setEscalationPolicy, withdrawPlannedPolicy } from '@samvakt/store';
import { z } from 'zod';
import { beginningOf, plannedParams } from '../declaration/planned.ts';
import { ownTeam } from '../duty/routes.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { memberOf } from '../session/member.ts';

const params = z.object({ teamId: IdSchema });

/** What a team has said is to happen while nobody claims an alert. */
export function registerEscalationPolicies(app: ApiInstance, { database, clock }: Parts): void {
  app.get(
    '/teams/:teamId/escalation-policy',
    { schema: { params, response: { 200: TeamEscalationPolicySchema } } },
    async (request) => {
      const teamId = ownTeam(memberOf(request), request.params.teamId);
      return readEscalationPolicy(database.pool, { teamId, now: clock() });
    },
  );

  app.post(
    '/teams/:teamId/escalation-policy',
    { schema: { params, body: SetEscalationPolicySchema, response: { 200: TeamEscalationPolicySchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const teamId = ownTeam(member, request.params.teamId);
      const act = { ...request.body, from: beginningOf(request.body), teamId, practitionerId: member.id, now };
      await database.transaction((client) => setEscalationPolicy(client, act));
      return readEscalationPolicy(database.pool, { teamId, now });
    },
  );

  app.post(
    '/teams/:teamId/escalation-policy/planned/:planned/withdraw',
    { schema: { params: plannedParams, body: WithdrawPlannedSchema, response: { 200: TeamEscalationPolicySchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const teamId = ownTeam(member, request.params.teamId);
      const { planned } = request.params;
      const act = { ...request.body, planned, teamId, practitionerId: member.id, now };
      await database.transaction((client) => withdrawPlannedPolicy(client, act));
      return readEscalationPolicy(database.pool, { teamId, now });
    },
  );
}
