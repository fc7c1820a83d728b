import { IdSchema, WorklistSchema } from '@samvakt/contract';
import { currentCursor, readAccessFacts, readPauses, readTriagePauses, readWorklist } from '@samvakt/store';
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
    const rows = await readWorklist(database.pool, { teamIds: teamId === undefined ? own : [teamId], now: look.now });
    const episodeIds = rows.map((row) => row.episodeId);
    const facts = await readAccessFacts(database.pool, { episodeIds, now: look.now });
    await access.shown(
      look,
      facts.map((one) => ({ facts: one, basis: 'accountable' as const })),
    );
    await shelf.fetch(
      rows.flatMap((row) => [row, ...row.alerts].map((one) => ({ id: one.protocolId, version: one.protocolVersion }))),
    );
    const standing = Map.groupBy(
      await readPauses(database.pool, { episodeIds, now: look.now }),
      (one) => one.episodeId,
    );
    const judged = await readTriagePauses(database.pool, episodeIds);
    const pausesOf = (episodeId: string) => ({
      standing: standing.get(episodeId) ?? [],
      judged: judged.get(episodeId)?.pauses ?? [],
    });
    return {
      items: rows.map((row) => itemOf(row, pausesOf(row.episodeId), { shelf, now: look.now })).toSorted(compareItems),
      computedAt: new Date(look.now).toISOString(),
      cursor,
    };
  });
}
