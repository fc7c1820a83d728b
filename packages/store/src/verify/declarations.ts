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
  withdraws: number | null;
};
type Line = {
  teamId: string;
  version: number;
  kind: string;
  practitionerId: string | null;
  data: { openingHours?: unknown; cover?: unknown; from?: string; withdraws?: number };
};
type Found = { teamId: string; breach: DeclarationBreach };

/**
 * Holds what teams have declared against the change feed: from the beginning on without a gap or an overlap, each change told once with its content, and in force from and
 * until when the lines say, also where it was planned, taken back or put off by another. Gives how many declarations there are, or the first breach.
 */
export async function verifyDeclarations(client: pg.PoolClient): Promise<{ count: number } | Found> {
  const { rows } = await client.query<Row>(
    `
      select team_id as "teamId", version, act, lower(period) as from, upper(period) as until, isempty(period) as empty,
        opening_hours as hours, cover, set_by as "setBy", withdraws
      from declaration order by team_id, version
    `,
  );
  const { rows: lines } = await client.query<Line>(
    `
      select team_id as "teamId", (data ->> 'version')::integer as version, kind, practitioner_id as "practitionerId", data
      from change
      where kind in ('hours-changed', 'cover-declared', 'cover-withdrawn', 'hours-plan-withdrawn') and data ? 'version' order by seq
    `,
  );
  const told = new Map(lines.map((line) => [keyOf(line), line]));
  for (const [teamId, own] of Map.groupBy(rows, (row) => row.teamId)) {
    const breach = breachOf(own, told);
    if (breach !== null) return { teamId, breach };
    for (const row of own) told.delete(keyOf(row));
  }
  const [stray] = told.values();
  if (stray === undefined) return { count: rows.length };
  return { teamId: stray.teamId, breach: { code: 'declaration-only-in-the-feed', version: stray.version } };
}

const keyOf = ({ teamId, version }: { teamId: string; version: number }): string => `${teamId} ${version}`;

/** The first breach of one team's declarations, in the order of their versions. */
function breachOf(rows: readonly Row[], told: ReadonlyMap<string, Line>): DeclarationBreach | null {
  const meeting = new Set(rowsThatDoNotMeet(rows));
  for (const [place, row] of rows.entries()) {
    const { version } = row;
    if (version !== place + 1 || meeting.has(row)) return { code: 'declarations-do-not-meet', version };
    const code = differenceOf(row, told.get(keyOf(row)));
    if (code !== null) return { code, version };
  }
  const expected = heldByTheFeed(rows, told);
  const other = rows.find(({ version, empty, from }) => {
    const since = expected.get(version);
    return empty ? since !== undefined : since !== (from?.getTime() ?? null);
  });
  return other === undefined ? null : { code: 'declaration-differs', version: other.version };
}

/** Those that hold for some time meet, in order of time, from the beginning to no end; one that was replaced in its own instant or taken back holds for none. */
function rowsThatDoNotMeet(rows: readonly Row[]): Row[] {
  const timeOf = (row: Row): number => row.from?.getTime() ?? Number.NEGATIVE_INFINITY;
  const held = rows.filter(({ empty }) => !empty).toSorted((one, other) => timeOf(one) - timeOf(other));
  return held.filter((row, place) => {
    const begins = place === 0 ? row.from === null : row.from?.getTime() === held[place - 1]?.until?.getTime();
    const ends = place === held.length - 1 ? row.until === null : row.until !== null;
    return !begins || !ends;
  });
}

/** Which versions hold for some time by what the feed tells, and from when (null: from the beginning), found without looking at the periods. */
function heldByTheFeed(rows: readonly Row[], told: ReadonlyMap<string, Line>): Map<number, number | null> {
  const held = new Map<number, number | null>();
  for (const row of rows) {
    const line = told.get(keyOf(row));
    if (line?.data.withdraws !== undefined) {
      held.delete(line.data.withdraws);
      continue;
    }
    // Lines that were written before a change could be planned do not say from when it holds: it is taken from the row.
    if (line !== undefined && line.data.from === undefined && row.empty) continue;
    const from = line?.data.from === undefined ? (row.from?.getTime() ?? null) : Date.parse(line.data.from);
    for (const [version, since] of held) if (since === from) held.delete(version);
    held.set(row.version, from);
  }
  return held;
}

const KIND_OF_ACT: Readonly<Record<string, string>> = { 'plan-withdrawn': 'hours-plan-withdrawn' };

function differenceOf(row: Row, line: Line | undefined): DeclarationBreach['code'] | null {
  if (row.act === 'registered') return line === undefined ? null : 'declaration-differs';
  if (line === undefined) return 'declaration-not-in-the-feed';
  const { openingHours, cover, withdraws } = line.data;
  const same =
    line.kind === (KIND_OF_ACT[row.act] ?? row.act) &&
    line.practitionerId === row.setBy &&
    (withdraws ?? null) === row.withdraws &&
    // What takes back declares nothing of its own.
    (row.withdraws !== null || isDeepStrictEqual(cover, row.cover)) &&
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
