import type { CoveredTeam, WatchedTeam } from '@samvakt/care';
import type { Declaration, DeclarationHistory, Practitioner, Team } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from '../reading/fragment.ts';
import { declaredOf, readCoveredTeamsAt } from './row.ts';
import { HoursUnreadable, readDeclared } from './unreadable.ts';
import { readWatchedTeams } from './watched.ts';

/** What a team has declared at an instant, as facts: what comes of it is reckoned by @samvakt/care. */
export type DeclarationFacts = Pick<Declaration, 'version' | 'setAt' | 'setBy' | 'reason' | 'lead' | 'planned'> & {
  team: Team;
  watched: WatchedTeam;
};

/** The newest version of a team's declarations: what an act on them must have read. */
const newestOf = (teamId: string): string =>
  `(select max(newest.version) from declaration as newest where newest.team_id = ${teamId})`;

/** What teams have declared at `now`, by their name. An unknown id gives no row. */
export async function readDeclarations(
  client: Queryable,
  { teamIds, now }: { teamIds: readonly string[]; now: number },
): Promise<DeclarationFacts[]> {
  const watched = await readWatchedTeams(client, { of: { teamIds }, now });
  const { rows } = await client.query<Omit<DeclarationFacts, 'watched' | 'planned'>>(
    `
      select ${teamBy('asked.id')} as team, ${newestOf('asked.id')} as version, reason, ${iso('set_at')} as "setAt", ${practitionerBy('set_by')} as "setBy",
        case when exists (
          select from team_membership where team_id = asked.id and practitioner_id = asked.lead_id
        ) then ${practitionerBy('asked.lead_id')} end as lead
      from declaration join team as asked on asked.id = team_id
      where team_id = any ($1::uuid[]) and period @> $2::timestamptz order by asked.name, asked.id
    `,
    [teamIds, new Date(now)],
  );
  const planned = await readPlanned(client, { teamIds, now });
  return rows.flatMap((row) => {
    const of = watched.find(({ teamId }) => teamId === row.team.id);
    return of === undefined ? [] : [{ ...row, watched: of, planned: planned.get(row.team.id) ?? [] }];
  });
}

/** What teams have planned beyond `now`, in order of time. */
async function readPlanned(
  client: Queryable,
  { teamIds, now }: { teamIds: readonly string[]; now: number },
): Promise<Map<string, Declaration['planned']>> {
  type Row = Omit<Declaration['planned'][number], 'openingHours' | 'cover'> & {
    teamId: string;
    openingHours: unknown;
    cover: unknown;
  };
  const { rows } = await client.query<Row>(
    `
      select team_id as "teamId", version, ${iso('lower(period)')} as from, opening_hours as "openingHours", cover, reason,
        ${iso('set_at')} as "setAt", ${practitionerBy('set_by')} as "setBy"
      from declaration where team_id = any ($1::uuid[]) and not isempty(period) and lower(period) > $2::timestamptz order by period
    `,
    [teamIds, new Date(now)],
  );
  const byTeam = new Map<string, Declaration['planned']>();
  for (const { teamId, openingHours, cover, ...row } of rows) {
    const one = {
      ...row,
      ...readDeclared(teamId, { hours: openingHours, cover }),
    };
    byTeam.set(teamId, [...(byTeam.get(teamId) ?? []), one]);
  }
  return byTeam;
}

/** A team that has declared one of one's own as its cover. `from`: when that begins, where it is planned; null where it holds. */
export type AgreedCover = { team: Team; byTeamId: string; from: string | null; version: number; covered: CoveredTeam };

/** The teams that have declared one of `teamIds` as their cover, at `now` or for a time ahead, by their name. */
export async function readAgreedCovers(
  client: Queryable,
  { teamIds, now }: { teamIds: readonly string[]; now: number },
): Promise<AgreedCover[]> {
  const covered = await readCoveredTeamsAt(client, { of: { coveredFromThenOnBy: teamIds }, at: now });
  const { rows } = await client.query<Omit<AgreedCover, 'covered'>>(
    `
      select ${teamBy('asked.id')} as team, by as "byTeamId", ${newestOf('asked.id')} as version,
        case when begins > $2::timestamptz then ${iso('begins')} end as from
      from (
        select team_id, cover ->> 'teamId' as by, min(coalesce(lower(period), '-infinity')) as begins from declaration
        where cover ->> 'teamId' = any ($1::text[]) and period && tstzrange($2, null) group by 1, 2
      ) as agreed join team as asked on asked.id = team_id
      order by asked.name, asked.id, by
    `,
    [teamIds, new Date(now)],
  );
  return rows.flatMap((row) => {
    const of = covered.get(row.team.id);
    return of === undefined ? [] : [{ ...row, covered: of }];
  });
}

/** A stretch of time in which nothing that was declared changed (epoch milliseconds). */
export type DeclaredStretch = { from: number; until: number; declared: CoveredTeam };

/** What had been declared from `from` until `until`, stretch by stretch: of what has passed as it was then, of what is to come as it stands. */
export async function readDeclaredStretches(
  client: Queryable,
  { teamId, from, until }: { teamId: string; from: number; until: number },
): Promise<DeclaredStretch[]> {
  type Row = { from: Date; until: Date; hours: unknown; cover: unknown; coveringHours: unknown };
  const { rows } = await client.query<Row>(
    `
      with asked as (select tstzrange($2, $3) as period)
      select lower(stretch) as from, upper(stretch) as until, hours, cover, "coveringHours" from (
        select own.opening_hours as hours, own.cover, covering.opening_hours as "coveringHours",
          own.period * coalesce(covering.period, tstzrange(null, null)) * asked.period as stretch
        from asked join declaration as own on own.team_id = $1 and own.period && asked.period
        left join declaration as covering on covering.team_id::text = own.cover ->> 'teamId'
          and covering.period && own.period and covering.period && asked.period
      ) as found where not isempty(stretch) order by lower(stretch)
    `,
    [teamId, new Date(from), new Date(until)],
  );
  return rows.map((row) => ({
    from: row.from.getTime(),
    until: row.until.getTime(),
    declared: declaredOf({ ...row, teamId }),
  }));
}

/** The team that covers, of a row of `declaration`; null where that is no id. */
const COVERING = `(select covering.id from team as covering where covering.id::text = cover ->> 'teamId')`;

/** Every declaration of a team, newest first. Of one that cannot be read there is all but the hours and the cover. */
export async function readDeclarationHistory(
  client: Queryable,
  teamId: string,
): Promise<DeclarationHistory['versions']> {
  type Row = Omit<DeclarationHistory['versions'][number], 'openingHours' | 'cover'> & {
    openingHours: unknown;
    cover: unknown;
    setBy: Practitioner | null;
  };
  const { rows } = await client.query<Row>(
    `
      select version, ${iso('lower(period)')} as from, ${iso('upper(period)')} as until, opening_hours as "openingHours", cover,
        ${teamBy(COVERING)} as "coveringTeam", act, reason, ${practitionerBy('set_by')} as "setBy",
        ${iso('set_at')} as "setAt", ${iso('planned_from')} as "plannedFrom", isempty(period) as "neverHeld", withdraws
      from declaration where team_id = $1 order by version desc
    `,
    [teamId],
  );
  return rows.map(({ openingHours, cover, ...row }) => {
    try {
      return { ...row, ...readDeclared(teamId, { hours: openingHours, cover }) };
    } catch (error) {
      if (!(error instanceof HoursUnreadable)) throw error;
      return { ...row, coveringTeam: null, openingHours: null, cover: null };
    }
  });
}
