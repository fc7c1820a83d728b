import { coverAt } from '@samvakt/care';
import { type CoverOverview, CoverOverviewSchema, DeclareCoverSchema, IdSchema } from '@samvakt/contract';
import {
  type DeclarationFacts,
  declareCover,
  HoursUnreadable,
  readAccessFacts,
  readAgreedCovers,
  readCoveredTeams,
  readDeclarations,
  readDoneByOthers,
  readTeams,
} from '@samvakt/store';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { type Access, type Look, teamIdsOf } from '../access/access.ts';
import { beginningOf } from '../declaration/planned.ts';
import { nextCover } from '../declaration/show.ts';
import { ownTeam } from '../duty/routes.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { isoOrNull } from '../protocol/status.ts';
import { memberOf } from '../session/member.ts';
import { showCover } from './show.ts';

/** How far back it is told what others have done: a week, so that a long weekend is in it. */
const TOLD_MS = 7 * 86_400_000;

/** Who acts on red while a team is off duty: what is declared, who it is now, and what was done meanwhile. */
export function registerCover(app: ApiInstance, parts: Parts & { access: Access }): void {
  const { database, clock, access } = parts;
  const { pool } = database;

  app.get('/cover', { schema: { response: { 200: CoverOverviewSchema } } }, async (request) => {
    const look = { member: memberOf(request), now: clock(), action: 'read cover' };
    const all = await readTeams(pool);
    const [teamIds, { now }] = [teamIdsOf(look.member), look];
    const { own, unreadable } = await readOwn(teamIds, now, request.log);
    const teams = await Promise.all(own.map((facts) => coverOf(facts, look)));
    await noteShown(look, teams);
    const covered = await readCoveredTeams(pool, { teamIds, now });
    const agreed = await readAgreedCovers(pool, { teamIds, now });
    return {
      teams,
      ...(unreadable.length > 0 && { unreadable: all.filter(({ id }) => unreadable.includes(id)) }),
      agreed: agreed.flatMap(({ team, byTeamId, covered: of }) => {
        const by = all.find(({ id }) => id === byTeamId);
        return by === undefined ? [] : [{ team, by, next: nextCover(of, byTeamId, now) }];
      }),
      covering: covered.flatMap(({ teamId, until }) => {
        const team = all.find(({ id }) => id === teamId);
        return team === undefined ? [] : [{ team, until: isoOrNull(until) }];
      }),
    };
  });

  app.post(
    '/teams/:teamId/cover',
    {
      schema: {
        params: z.object({ teamId: IdSchema }),
        body: DeclareCoverSchema,
        response: { 200: CoverOverviewSchema.shape.teams.element },
      },
    },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const teamId = ownTeam(member, request.params.teamId);
      const act = { ...request.body, from: beginningOf(request.body), teamId, practitionerId: member.id, now };
      await database.transaction((client) => declareCover(client, act));
      const look = { member, now, action: 'declare cover' };
      const [facts] = await readDeclarations(pool, { teamIds: [teamId], now });
      if (facts === undefined) throw new Problem('not-found');
      const coverage = await coverOf(facts, look);
      await noteShown(look, [coverage]);
      return coverage;
    },
  );

  /** One by one: a team whose hours cannot be read is no reason to show none of the others. */
  async function readOwn(teamIds: readonly string[], now: number, log: FastifyBaseLogger) {
    const own: DeclarationFacts[] = [];
    const unreadable: string[] = [];
    for (const teamId of teamIds) {
      try {
        own.push(...(await readDeclarations(pool, { teamIds: [teamId], now })));
      } catch (err) {
        if (!(err instanceof HoursUnreadable)) throw err;
        log.error({ err, teamId }, 'what a team has declared cannot be read; the page says so');
        unreadable.push(teamId);
      }
    }
    return { own: own.toSorted((one, other) => one.team.name.localeCompare(other.team.name, 'nb')), unreadable };
  }

  /** Each patient of whom something is told is a look. */
  async function noteShown(look: Look, teams: readonly CoverOverview['teams'][number][]) {
    const episodeIds = [...new Set(teams.flatMap(({ doneByOthers }) => doneByOthers.map((done) => done.episodeId)))];
    const facts = await readAccessFacts(pool, { episodeIds, now: look.now });
    await access.shown(
      look,
      facts.map((one) => ({ facts: one, basis: 'accountable' as const })),
    );
  }

  async function coverOf(facts: DeclarationFacts, { member, now }: Look): Promise<CoverOverview['teams'][number]> {
    const { team, version, watched, lead } = facts;
    return {
      team,
      version,
      declared: watched.cover,
      mayChange: lead?.id === member.id,
      now: showCover(coverAt(watched, now), await readTeams(pool)),
      doneByOthers: await readDoneByOthers(pool, { teamId: team.id, since: now - TOLD_MS, now }),
    };
  }
}
