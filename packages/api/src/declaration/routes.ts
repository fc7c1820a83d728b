import { wallClock, zoneOf } from '@samvakt/care';
import {
  DeclarationHistorySchema,
  DeclarationSchema,
  IdSchema,
  SetHoursSchema,
  WatchWeekSchema,
  WithdrawCoverSchema,
  WithdrawPlannedSchema,
} from '@samvakt/contract';
import {
  readAgreedCovers,
  readDeclarationHistory,
  readDeclarations,
  readDeclaredStretches,
  readTeams,
  setHours,
  withdrawCover,
  withdrawPlan,
} from '@samvakt/store';
import { z } from 'zod';
import { teamIdsOf } from '../access/access.ts';
import { ownTeam } from '../duty/routes.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';
import { beginningOf, plannedParams } from './planned.ts';
import { daysOfWeek, showDeclaration, showWatch } from './show.ts';

const params = z.object({ teamId: IdSchema });

/** When a team is on duty and who acts on red while it is not: as it stands, as it was, week by week, and changed. The team's own: for others there is none. */
export function registerDeclarations(app: ApiInstance, { database, clock }: Parts): void {
  const { pool } = database;

  app.get('/teams/:teamId/hours', { schema: { params, response: { 200: DeclarationSchema } } }, async (request) => {
    const member = memberOf(request);
    return show(ownTeam(member, request.params.teamId), member.id, clock());
  });

  app.post(
    '/teams/:teamId/hours',
    { schema: { params, body: SetHoursSchema, response: { 200: DeclarationSchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const teamId = ownTeam(member, request.params.teamId);
      const act = { ...request.body, from: beginningOf(request.body), teamId, practitionerId: member.id, now };
      await database.transaction((client) => setHours(client, act));
      return show(teamId, member.id, now);
    },
  );

  app.post(
    '/teams/:teamId/hours/planned/:planned/withdraw',
    { schema: { params: plannedParams, body: WithdrawPlannedSchema, response: { 200: DeclarationSchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const teamId = ownTeam(member, request.params.teamId);
      const act = { ...request.body, planned: request.params.planned, teamId, practitionerId: member.id, now };
      await database.transaction((client) => withdrawPlan(client, act));
      return show(teamId, member.id, now);
    },
  );

  app.post(
    '/teams/:teamId/cover/withdraw',
    { schema: { params, body: WithdrawCoverSchema, response: { 200: DeclarationSchema } } },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { teamId } = request.params;
      const agreed = await readAgreedCovers(pool, { teamIds: teamIdsOf(member), now });
      const covering = agreed.find(({ team }) => team.id === teamId)?.byTeamId;
      if (covering === undefined) throw new Problem('not-found', 'You are not in a team that covers for that team.');
      const act = { ...request.body, from: beginningOf(request.body), teamId, practitionerId: member.id, now };
      await database.transaction((client) => withdrawCover(client, act));
      return show(covering, member.id, now);
    },
  );

  app.get(
    '/teams/:teamId/hours/history',
    { schema: { params, response: { 200: DeclarationHistorySchema } } },
    async (request) => ({
      versions: await readDeclarationHistory(pool, ownTeam(memberOf(request), request.params.teamId)),
    }),
  );

  app.get(
    '/teams/:teamId/watch',
    {
      schema: {
        params,
        querystring: z.object({ from: z.iso.date().optional() }),
        response: { 200: WatchWeekSchema },
      },
    },
    async (request) => {
      const now = clock();
      const { hours } = (await factsOf(ownTeam(memberOf(request), request.params.teamId), now)).watched;
      const timeZone = zoneOf(hours);
      const days = daysOfWeek(request.query.from ?? wallClock(now, timeZone).date, timeZone);
      const [first, last] = [days[0], days.at(-1)];
      if (first === undefined || last === undefined) throw new Error('a week has no days');
      const { teamId } = request.params;
      const stretches = await readDeclaredStretches(pool, { teamId, from: first.from, until: last.until });
      return showWatch(days, { timeZone, stretches, teams: await readTeams(pool) });
    },
  );

  async function factsOf(teamId: string, now: number) {
    const [facts] = await readDeclarations(pool, { teamIds: [teamId], now });
    if (facts === undefined) throw new Problem('not-found');
    return facts;
  }

  async function show(teamId: string, practitionerId: string, now: number) {
    const agreed = await readAgreedCovers(pool, { teamIds: [teamId], now });
    return showDeclaration(await factsOf(teamId, now), { practitionerId, teams: await readTeams(pool), agreed, now });
  }
}
