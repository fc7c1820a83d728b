import { type CoverOverview, CoverOverviewSchema, CoverSchema, IdSchema, type Team } from '@samvakt/contract';
import {
  declareCover,
  readAccessFacts,
  readCoveredTeams,
  readCoverNow,
  readDeclaredCover,
  readDoneByOthers,
  readTeams,
} from '@samvakt/store';
import { z } from 'zod';
import { type Access, type Look, teamIdsOf } from '../access/access.ts';
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
    const own = all.filter(({ id }) => teamIdsOf(look.member).includes(id));
    const teams = await Promise.all(own.map((team) => coverOf(team, all, look.now)));
    await noteShown(look, teams);
    const covered = await readCoveredTeams(pool, { teamIds: teamIdsOf(look.member), now: look.now });
    return {
      teams,
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
        body: CoverSchema,
        response: { 200: CoverOverviewSchema.shape.teams.element },
      },
    },
    async (request) => {
      const [member, now] = [memberOf(request), clock()];
      const { teamId } = request.params;
      await database.transaction((client) =>
        declareCover(client, { teamId, cover: request.body, practitionerId: member.id, now }),
      );
      const all = await readTeams(pool);
      const team = all.find(({ id }) => id === teamId);
      if (team === undefined) throw new Problem('not-found');
      const coverage = await coverOf(team, all, now);
      await noteShown({ member, now, action: 'declare cover' }, [coverage]);
      return coverage;
    },
  );

  /** Each patient of whom something is told is a look. */
  async function noteShown(look: Look, teams: readonly CoverOverview['teams'][number][]) {
    const episodeIds = [...new Set(teams.flatMap(({ doneByOthers }) => doneByOthers.map((done) => done.episodeId)))];
    const facts = await readAccessFacts(pool, { episodeIds, now: look.now });
    await access.shown(
      look,
      facts.map((one) => ({ facts: one, basis: 'accountable' as const })),
    );
  }

  async function coverOf(team: Team, all: readonly Team[], now: number): Promise<CoverOverview['teams'][number]> {
    const cover = await readCoverNow(pool, { teamId: team.id, now });
    if (cover === null) throw new Problem('not-found');
    return {
      team,
      declared: await readDeclaredCover(pool, team.id),
      now: showCover(cover, all),
      doneByOthers: await readDoneByOthers(pool, { teamId: team.id, since: now - TOLD_MS, now }),
    };
  }
}
