import { isDeepStrictEqual } from 'node:util';
import { coverAt } from '@samvakt/care';
import type pg from 'pg';
import { readCoveredTeamsAt } from '../declaration/row.ts';

/** How what a team has declared does not hold. `version`: the first of which it is so. */
export type DeclarationBreach = {
  /** A gap, an overlap or a missing number; a line of the feed is missing, or says something else; a line has no row. */
  code:
    | 'declarations-do-not-meet'
    | 'declaration-not-in-the-feed'
    | 'declaration-differs'
    | 'declaration-only-in-the-feed';
  version: number;
};

type Row = {
  teamId: string;
  version: number;
  act: string;
  from: Date | null;
  until: Date | null;
  empty: boolean;
  hours: unknown;
  cover: unknown;
  setBy: string | null;
};
type Line = {
  teamId: string;
  version: number;
  kind: string;
  practitionerId: string | null;
  data: { openingHours?: unknown; cover?: unknown };
};

/**
 * Holds what teams have declared against the change feed: from the beginning on without a gap or an overlap, and each change told once with its content. Gives how many
 * declarations there are, or the first breach.
 */
export async function verifyDeclarations(
  client: pg.PoolClient,
): Promise<{ count: number } | { teamId: string; breach: DeclarationBreach }> {
  const { rows } = await client.query<Row>(
    `
      select team_id as "teamId", version, act, lower(period) as from, upper(period) as until, isempty(period) as empty,
        opening_hours as hours, cover, set_by as "setBy"
      from declaration order by team_id, version
    `,
  );
  const { rows: lines } = await client.query<Line>(
    `
      select team_id as "teamId", (data ->> 'version')::integer as version, kind, practitioner_id as "practitionerId", data
      from change where kind in ('hours-changed', 'cover-declared', 'cover-withdrawn') and data ? 'version' order by seq
    `,
  );
  const told = new Map(lines.map((line) => [`${line.teamId} ${line.version}`, line]));
  for (const [place, row] of rows.entries()) {
    const code = breachOf(row, rows[place - 1], rows[place + 1]) ?? differenceOf(row, told.get(keyOf(row)));
    if (code !== null) return { teamId: row.teamId, breach: { code, version: row.version } };
    told.delete(keyOf(row));
  }
  const [stray] = told.values();
  if (stray === undefined) return { count: rows.length };
  return { teamId: stray.teamId, breach: { code: 'declaration-only-in-the-feed', version: stray.version } };
}

const keyOf = ({ teamId, version }: Row): string => `${teamId} ${version}`;

/** The rows of one team meet; one that was replaced in its own instant holds for no time. */
function breachOf(row: Row, previous: Row | undefined, next: Row | undefined): DeclarationBreach['code'] | null {
  const before = previous?.teamId === row.teamId ? previous : undefined;
  const isLast = next?.teamId !== row.teamId;
  const numbered = row.version === (before?.version ?? 0) + 1;
  const begins = row.empty || before?.empty === true || row.from?.getTime() === before?.until?.getTime();
  const ends = isLast ? !row.empty && row.until === null : row.empty || row.until !== null;
  return numbered && begins && ends ? null : 'declarations-do-not-meet';
}

function differenceOf(row: Row, line: Line | undefined): DeclarationBreach['code'] | null {
  if (row.act === 'registered') return line === undefined ? null : 'declaration-differs';
  if (line === undefined) return 'declaration-not-in-the-feed';
  const { openingHours, cover } = line.data;
  const same =
    line.kind === row.act &&
    line.practitionerId === row.setBy &&
    isDeepStrictEqual(cover, row.cover) &&
    (openingHours === undefined || isDeepStrictEqual(openingHours, row.hours));
  return same ? null : 'declaration-differs';
}

/**
 * The team that acted on a team's red alerts at the instant `at`, as it was declared then; null where the team itself, the patient or nobody did.
 */
export async function readCoveringTeamAt(
  client: pg.PoolClient,
  { teamId, at }: { teamId: string; at: number },
): Promise<string | null> {
  const declared = (await readCoveredTeamsAt(client, { of: { teamIds: [teamId] }, at })).get(teamId);
  const cover = declared === undefined ? null : coverAt(declared, at);
  return cover?.by === 'covering-team' ? cover.teamId : null;
}
