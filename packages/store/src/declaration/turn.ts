import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { takeUpChange } from './running.ts';
import { scheduleTurn } from './turnJob.ts';

/**
 * What the timer does when hours or cover that were planned begin: the feed tells of it, and what runs is looked at again. The declaration itself holds by
 * its period, whether or not a timer runs. `stale`: nothing was planned any more, or it was told already. `early`: the clock is; the timer is set again.
 */
export async function turnHours(
  client: Queryable,
  { teamId, now }: { teamId: string; now: number },
): Promise<'turned' | 'early' | 'stale'> {
  await client.query('select from team where id = $1 for no key update', [teamId]);
  const { rows } = await client.query<{
    version: number;
    from: Date;
    coverTeamId: string | null;
    coverBefore: string | null;
  }>(
    `
      update declaration set begun_at = $2
      where team_id = $1 and begun_at is null and not isempty(period) and lower(period) <= $2::timestamptz
      returning version, lower(period) as from, cover ->> 'teamId' as "coverTeamId", (
        select before.cover ->> 'teamId' from declaration as before
        where before.team_id = declaration.team_id and upper(before.period) = lower(declaration.period)
      ) as "coverBefore"
    `,
    [teamId, new Date(now)],
  );
  if (rows.length === 0) return setAgain(client, teamId);
  const covered = await readCoveredIds(client, { teamId, now });
  for (const { version, from, coverTeamId, coverBefore } of rows.toSorted((a, b) => a.version - b.version)) {
    const concerns = [...covered, ...[coverTeamId, coverBefore].flatMap((id) => (id === null ? [] : [id]))];
    await appendChanges(client, [
      {
        kind: 'hours-took-effect',
        occurredAt: now,
        teamId,
        data: { begun: version, from: from.toISOString(), concerns: [...new Set(concerns)] },
      },
    ]);
  }
  await takeUpChange(client, { teamIds: [teamId, ...covered], now });
  return 'turned';
}

async function setAgain(client: Queryable, teamId: string): Promise<'early' | 'stale'> {
  const { rows } = await client.query<{ version: number; at: Date }>(
    `select version, lower(period) as at from declaration where team_id = $1 and begun_at is null and not isempty(period)`,
    [teamId],
  );
  for (const { version, at } of rows) await scheduleTurn(client, { teamId, version, at: at.getTime() });
  return rows.length === 0 ? 'stale' : 'early';
}

async function readCoveredIds(client: Queryable, { teamId, now }: { teamId: string; now: number }): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select team_id as id from declaration where cover ->> 'teamId' = $1 and period @> $2::timestamptz order by team_id`,
    [teamId, new Date(now)],
  );
  return rows.map(({ id }) => id);
}

/** Teams with a planned declaration that began before `before` (epoch milliseconds), and nobody was told: what the queue has lost. */
export async function readOverdueTurns(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ teamId: string }>(
    `
      select distinct team_id as "teamId" from declaration
      where begun_at is null and not isempty(period) and lower(period) < $1 limit 1000
    `,
    [new Date(before)],
  );
  return rows.map(({ teamId }) => teamId);
}
