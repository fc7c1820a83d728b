import type { Cover, OpeningHours } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { readDeclared } from './unreadable.ts';

/** One declaration that holds or will. `from` null: since the beginning; `until` null: as far as is planned (epoch milliseconds). */
export type Standing = {
  version: number;
  from: number | null;
  until: number | null;
  openingHours: OpeningHours;
  cover: Cover | null;
  /** Whether it was told that it holds; what is planned has not been. */
  begun: boolean;
};

/** Every declaration of a team that held, holds or will, in order of time. The caller holds the lock of the team. */
export async function readTimeline(client: Queryable, teamId: string): Promise<Standing[]> {
  type Row = Omit<Standing, 'from' | 'until' | 'openingHours' | 'cover'> & {
    from: Date | null;
    until: Date | null;
    openingHours: unknown;
    cover: unknown;
  };
  const { rows } = await client.query<Row>(
    `
      select version, lower(period) as from, upper(period) as until, opening_hours as "openingHours", cover,
        begun_at is not null as begun
      from declaration where team_id = $1 and not isempty(period) order by period
    `,
    [teamId],
  );
  return rows.map((row) => ({
    ...row,
    from: row.from?.getTime() ?? null,
    until: row.until?.getTime() ?? null,
    ...readDeclared(teamId, { hours: row.openingHours, cover: row.cover }),
  }));
}

/** When something that is declared at `now` begins to hold: not before what holds already, also by a clock that is behind. */
export function beginningAt(timeline: readonly Standing[], now: number): number {
  return Math.max(now, ...timeline.flatMap(({ from, begun }) => (begun && from !== null ? [from] : [])));
}

/** What stands at the instant `at`. */
export function standingAt(timeline: readonly Standing[], at: number): Standing {
  const found = timeline.find(({ from, until }) => (from === null || from <= at) && (until === null || at < until));
  if (found === undefined) throw new Error(`nothing is declared at ${new Date(at).toISOString()}`);
  return found;
}

export type NewRow = {
  teamId: string;
  version: number;
  at: number;
  openingHours: OpeningHours;
  cover: Cover | null;
  act: 'hours-changed' | 'cover-declared' | 'cover-withdrawn';
  reason: string;
  practitionerId: string | null;
  now: number;
  planned: boolean;
};

/**
 * Closes what would stand at `at` and lets the new one begin there, until the next that is planned: no gap, and nothing that has passed is rewritten. What would have
 * begun in the very same instant holds for no time.
 */
export async function putDeclaration(client: Queryable, row: NewRow): Promise<void> {
  const { teamId, version, at, openingHours, cover, act, reason, practitionerId, now, planned } = row;
  const { rows } = await client.query<{ until: Date | null }>(
    `
      with stood as (
        select version, upper(period) as until from declaration where team_id = $1 and period @> $2::timestamptz
      )
      update declaration set period = tstzrange(lower(period), $2) from stood
      where team_id = $1 and declaration.version = stood.version returning stood.until
    `,
    [teamId, new Date(at)],
  );
  const [stood] = rows;
  if (stood === undefined) throw new Error(`team ${teamId}: nothing is declared at ${new Date(at).toISOString()}`);
  await client.query(
    `
      insert into declaration (team_id, version, period, opening_hours, cover, act, reason, set_by, set_at, planned_from, begun_at)
      values ($1, $2, tstzrange($3, $4), $5, $6, $7, $8, $9, $10, $11, $12)
    `,
    [
      teamId,
      version,
      new Date(at),
      stood.until,
      JSON.stringify(openingHours),
      cover === null ? null : JSON.stringify(cover),
      act,
      reason,
      practitionerId,
      new Date(now),
      planned ? new Date(at) : null,
      planned ? null : new Date(now),
    ],
  );
}

/** Takes a planned declaration back: what stands before it goes on until its end. The act itself is kept as a version that holds for no time. */
export async function removePlanned(
  client: Queryable,
  row: Pick<NewRow, 'teamId' | 'version' | 'reason' | 'practitionerId' | 'now'> & {
    planned: Standing;
    before: Standing;
  },
): Promise<void> {
  const { teamId, version, reason, practitionerId, now, planned, before } = row;
  await client.query(`update declaration set period = 'empty' where team_id = $1 and version = $2`, [
    teamId,
    planned.version,
  ]);
  await client.query(
    'update declaration set period = tstzrange(lower(period), $3) where team_id = $1 and version = $2',
    [teamId, before.version, planned.until === null ? null : new Date(planned.until)],
  );
  await client.query(
    `
      insert into declaration (team_id, version, period, opening_hours, cover, act, reason, set_by, set_at, withdraws)
      values ($1, $2, 'empty', $3, $4, 'plan-withdrawn', $5, $6, $7, $8)
    `,
    [
      teamId,
      version,
      JSON.stringify(before.openingHours),
      before.cover === null ? null : JSON.stringify(before.cover),
      reason,
      practitionerId,
      new Date(now),
      planned.version,
    ],
  );
}
