import type { CoveredTeam } from '@samvakt/care';
import type { Queryable } from '../database.ts';
import { HoursUnreadable, readDeclared } from './unreadable.ts';

type Row = { teamId: string; from: Date; hours: unknown; cover: unknown; coveringHours: unknown };

/**
 * Which teams: those themselves; all that have declared one of these as their cover at that instant; or that have or will by what is planned. Null: every team
 * that has a covering team at that instant.
 */
export type WhichTeams =
  | { teamIds: readonly string[] }
  | { coveredBy: readonly string[] }
  | { coveredFromThenOnBy: readonly string[] }
  | null;

/**
 * What teams had declared at the instant `at` (epoch milliseconds), with the hours of the teams that cover for them: of now, or of any instant before. What
 * they have planned since hangs on it by its `next`, as it stands today.
 *
 * A team of which that cannot be read, or not of the team that covers for it, is left out where `leaveOut` says so, as it does where teams are found by their cover: nobody is known to cover
 * for it, and the others are not to suffer for it.
 *
 * @throws HoursUnreadable where such a team was asked for, unless it is to be left out
 */
export async function readCoveredTeamsAt(
  client: Queryable,
  { of, at, leaveOut = of === null || !('teamIds' in of) }: { of: WhichTeams; at: number; leaveOut?: boolean },
): Promise<Map<string, CoveredTeam>> {
  const [which, ids] = asked(of);
  const { rows } = await client.query<Row>(
    `
      with asked as (
        select distinct team_id from declaration
        where case $2
          when 'teams' then team_id = any ($3::uuid[]) and period @> $1::timestamptz
          when 'covered' then cover ->> 'teamId' = any ($3::text[]) and period @> $1::timestamptz
          when 'covered-from' then cover ->> 'teamId' = any ($3::text[]) and period && tstzrange($1, null)
          else cover ->> 'kind' = 'team' and period @> $1::timestamptz
        end
      )
      select "teamId", lower(stretch) as from, hours, cover, "coveringHours" from (
        select own.team_id as "teamId", own.opening_hours as hours, own.cover, covering.opening_hours as "coveringHours",
          own.period * coalesce(covering.period, tstzrange(null, null)) * tstzrange($1, null) as stretch
        from asked join declaration as own on own.team_id = asked.team_id and own.period && tstzrange($1, null)
        left join declaration as covering on covering.team_id::text = own.cover ->> 'teamId' and covering.period && own.period
      ) as found where not isempty(stretch) order by "teamId", lower(stretch) desc
    `,
    [new Date(at), which, ids],
  );
  const found = new Map<string, { at: number; declared: CoveredTeam }>();
  const unreadable = new Set<string>();
  // The last stretch first: each finds what comes after it.
  for (const row of rows) {
    const next = found.get(row.teamId);
    try {
      const declared = { ...declaredOf(row), ...(next === undefined ? {} : { next }) };
      found.set(row.teamId, { at: row.from.getTime(), declared });
    } catch (error) {
      if (!(error instanceof HoursUnreadable && leaveOut)) throw error;
      unreadable.add(row.teamId);
    }
  }
  for (const teamId of unreadable) found.delete(teamId);
  return new Map([...found].map(([teamId, { declared }]) => [teamId, declared]));
}

function asked(of: WhichTeams): [which: string, ids: readonly string[] | null] {
  if (of === null) return ['all', null];
  if ('teamIds' in of) return ['teams', of.teamIds];
  return 'coveredBy' in of ? ['covered', of.coveredBy] : ['covered-from', of.coveredFromThenOnBy];
}

/** One row in its schema. @throws HoursUnreadable */
export function declaredOf({ teamId, hours, cover, coveringHours }: Omit<Row, 'from'>): CoveredTeam {
  const own = readDeclared(teamId, { hours, cover });
  const covering = own.cover?.kind === 'team' ? own.cover.teamId : teamId;
  return {
    hours: own.openingHours,
    cover: own.cover,
    coveringHours:
      coveringHours === null ? null : readDeclared(covering, { hours: coveringHours, cover: null }).openingHours,
  };
}
