import { IdSchema, WorklistSchema } from '@samvakt/contract';
import { currentCursor, readAccessFacts, readCoveredTeams, readWorklist, type WorklistRow } from '@samvakt/store';
import { z } from 'zod';
import { type Access, teamIdsOf } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';
import { compareItems } from './item.ts';
import { linesOf } from './lines.ts';

/** `GET /api/v1/worklist?teamId=`. Every patient whose line is shown is one look in the access log. */
export function registerWorklist(app: ApiInstance, parts: Parts & { access: Access; shelf: ProtocolShelf }): void {
  const { database, clock, access, shelf } = parts;
  const schema = {
    querystring: z.object({ teamId: IdSchema.optional() }),
    response: { 200: WorklistSchema },
  };
  app.get('/worklist', { schema }, async (request) => {
    const look = { member: memberOf(request), now: clock(), action: 'read worklist' };
    const { teamId } = request.query;
    const own = teamIdsOf(look.member);
    if (teamId !== undefined && !own.includes(teamId)) throw new Problem('not-found', 'You are not in that team.');
    // The cursor first: what happens while the rows are read is told again rather than missed.
    const cursor = await currentCursor(database.pool);
    const teamIds = teamId === undefined ? own : [teamId];
    const ownRows = await readWorklist(database.pool, { teamIds, now: look.now });
    const coveredRows = await readCoveredRows(teamIds, look.now);
    const rows = [...ownRows, ...coveredRows];
    const episodeIds = rows.map((row) => row.episodeId);
    const isOwn = new Set(ownRows.map((row) => row.episodeId));
    const facts = await readAccessFacts(database.pool, { episodeIds, now: look.now });
    await access.shown(
      look,
      facts.map((one) => ({
        facts: one,
        basis: isOwn.has(one.episodeId) ? ('accountable' as const) : ('covering' as const),
      })),
    );
    const making = { database, shelf, now: look.now, log: request.log };
    const shown = async (some: readonly WorklistRow[]) => (await linesOf(some, making)).toSorted(compareItems);
    return {
      items: await shown(ownRows),
      covered: await shown(coveredRows),
      computedAt: new Date(look.now).toISOString(),
      cursor,
    };
  });

  /** Of the teams that are off duty and covered by one of `teamIds`: the episodes with an open red alert. */
  async function readCoveredRows(teamIds: readonly string[], now: number): Promise<WorklistRow[]> {
    const covered = await readCoveredTeams(database.pool, { teamIds, now });
    const others = covered.map(({ teamId }) => teamId).filter((teamId) => !teamIds.includes(teamId));
    if (others.length === 0) return [];
    const rows = await readWorklist(database.pool, { teamIds: others, now });
    return rows.filter(({ alerts }) => alerts.some(({ severity }) => severity === 'red'));
  }
}
