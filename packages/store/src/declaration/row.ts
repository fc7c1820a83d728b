import type { CoveredTeam } from '@samvakt/care';
import { CoverSchema, OpeningHoursSchema } from '@samvakt/contract';
import type { Queryable } from '../database.ts';

type Row = { teamId: string; hours: unknown; cover: unknown; coveringHours: unknown };

/**
 * What teams had declared at the instant `at` (epoch milliseconds), with the hours of the teams that cover for them: of now, or of any instant before.
 * `of`: the teams themselves, or all that have declared one of these as their cover. Null: every team that has a covering team.
 */
export async function readCoveredTeamsAt(
  client: Queryable,
  { of, at }: { of: { teamIds: readonly string[] } | { coveredBy: readonly string[] } | null; at: number },
): Promise<Map<string, CoveredTeam>> {
  const byTeam = of !== null && 'teamIds' in of;
  const { rows } = await client.query<Row>(
    `
      select own.team_id as "teamId", own.opening_hours as hours, own.cover, covering.opening_hours as "coveringHours"
      from declaration as own
      left join declaration as covering on covering.team_id::text = own.cover ->> 'teamId' and covering.period @> $1::timestamptz
      where own.period @> $1::timestamptz
        and case when $3 then own.team_id = any ($2::uuid[]) else own.cover ->> 'kind' = 'team'
          and ($2::uuid[] is null or own.cover ->> 'teamId' = any ($2::text[])) end
      order by own.team_id
    `,
    [new Date(at), of === null ? null : 'teamIds' in of ? of.teamIds : of.coveredBy, byTeam],
  );
  return new Map(rows.map((row) => [row.teamId, parsed(row)]));
}

function parsed({ hours, cover, coveringHours }: Row): CoveredTeam {
  return {
    hours: OpeningHoursSchema.parse(hours),
    cover: cover === null ? null : CoverSchema.parse(cover),
    coveringHours: coveringHours === null ? null : OpeningHoursSchema.parse(coveringHours),
  };
}
