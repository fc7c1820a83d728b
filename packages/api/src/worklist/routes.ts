import { IdSchema, WorklistSchema } from '@samvakt/contract';
import {
  currentCursor,
  readAccessFacts,
  readCoveredTeams,
  readPauses,
  readTriagePauses,
  readTriagePlans,
  readWorklist,
  type WorklistRow,
} from '@samvakt/store';
import { z } from 'zod';
import { type Access, teamIdsOf } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import type { ProtocolShelf } from '../protocol/shelf.ts';
import { memberOf } from '../session/member.ts';
import { compareItems, itemOf } from './item.ts';

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
    await shelf.fetch(
      rows.flatMap((row) => [row, ...row.alerts].map((one) => ({ id: one.protocolId, version: one.protocolVersion }))),
    );
    const standing = Map.groupBy(
      await readPauses(database.pool, { episodeIds, now: look.now }),
      (one) => one.episodeId,
    );
    const judged = await readTriagePauses(database.pool, episodeIds);
    const plans = await readTriagePlans(database.pool, episodeIds);
    const ownOf = (episodeId: string) => ({
      standing: standing.get(episodeId) ?? [],
      judged: judged.get(episodeId)?.pauses ?? [],
      plans: plans.get(episodeId) ?? [],
    });
    const shown = (some: readonly WorklistRow[]) =>
      some.map((row) => itemOf(row, ownOf(row.episodeId), { shelf, now: look.now })).toSorted(compareItems);
    return {
      items: shown(ownRows),
      covered: shown(coveredRows),
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
