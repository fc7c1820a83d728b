import { randomUUID } from 'node:crypto';
import { IdSchema, OnDutySchema, SetDutySchema, SetLeadSchema, TeamDutySchema } from '@samvakt/contract';
import { endDuty, findTeamOfDuty, type Member, readOnDuty, readTeamDuty, setDuty, setLead } from '@samvakt/store';
import { z } from 'zod';
import { teamIdsOf } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';

const params = z.object({ teamId: IdSchema });
const dutyParams = z.object({ dutyId: IdSchema });

/** Who has a team's duty, and who leads it. The list is the team's own: for others there is none. */
export function registerDuties(app: ApiInstance, { database, clock }: Parts): void {
  const { pool } = database;

  app.get('/duty', { schema: { response: { 200: OnDutySchema } } }, async (request) => {
    const now = clock();
    const teams = await readOnDuty(pool, { teamIds: teamIdsOf(memberOf(request)), now });
    return { teams, computedAt: new Date(now).toISOString() };
  });

  app.get('/teams/:teamId/duty', { schema: { params, response: { 200: TeamDutySchema } } }, async (request) => {
    return show(ownTeam(memberOf(request), request.params.teamId), clock());
  });

  app.post(
    '/teams/:teamId/duty',
    { schema: { params, body: SetDutySchema, response: { 201: TeamDutySchema } } },
    async (request, reply) => {
      const [member, now] = [memberOf(request), clock()];
      const teamId = ownTeam(member, request.params.teamId);
      const { practitionerId, from, until } = request.body;
      const begins = from === undefined ? now : Date.parse(from);
      await database.transaction((client) =>
        setDuty(client, {
          dutyId: randomUUID(),
          teamId,
          practitionerId,
          from: begins,
          until: Date.parse(until),
          setBy: member.id,
          now,
        }),
      );
      reply.code(201);
      return show(teamId, now);
    },
  );

  app.post(
    '/duties/:dutyId/end',
    { schema: { params: dutyParams, response: { 200: TeamDutySchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { dutyId } = request.params;
      const teamId = ownTeam(member, (await findTeamOfDuty(pool, dutyId)) ?? '');
      await database.transaction((client) => endDuty(client, { teamId, dutyId, setBy: member.id, now }));
      return show(teamId, now);
    },
  );

  app.post(
    '/teams/:teamId/lead',
    { schema: { params, body: SetLeadSchema, response: { 200: TeamDutySchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const teamId = ownTeam(member, request.params.teamId);
      const { practitionerId } = request.body;
      await database.transaction((client) => setLead(client, { teamId, practitionerId, setBy: member.id, now }));
      return show(teamId, now);
    },
  );

  async function show(teamId: string, now: number) {
    const duty = await readTeamDuty(pool, { teamId, now });
    if (duty === null) throw new Problem('not-found');
    return duty;
  }
}

/** Who works when is nobody's business outside the team. */
export function ownTeam(member: Member, teamId: string): string {
  if (!teamIdsOf(member).includes(teamId)) throw new Problem('not-found', 'You are not in that team.');
  return teamId;
}
