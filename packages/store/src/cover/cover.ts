import { type CoveredTeam, type CoverNow, coverAt, decideCover, OpeningHoursSchema } from '@samvakt/care';
import { type Cover, CoverSchema } from '@samvakt/contract';
import type { Protocol } from '@samvakt/triage';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { allowed, refused } from '../refused.ts';

/**
 * Declares who acts on red while a team is not on duty. Refused where an hour of the next 400 days would be nobody's, with the hour's name.
 * `practitionerId` null: the installation itself declares it. One transaction's worth. Throws `ActRefused`.
 */
export async function declareCover(
  client: Queryable,
  { teamId, cover, practitionerId, now }: { teamId: string; cover: Cover; practitionerId: string | null; now: number },
): Promise<void> {
  if (practitionerId !== null) {
    const { actor } = await readActing(client, practitionerId);
    if (!actor.teamIds.includes(teamId))
      throw refused('not-your-team', 'A team’s cover is declared by one of its own.');
  }
  if (cover.kind === 'team' && cover.teamId === teamId) {
    throw refused('to-the-same-team', 'A team cannot cover for itself.');
  }
  const { hours } = await readCoveredTeam(client, teamId);
  const coveringHours = cover.kind === 'team' ? (await readCoveredTeam(client, cover.teamId)).hours : null;
  allowed(decideCover({ hours, cover, coveringHours }, now));
  await client.query('update team set cover = $2 where id = $1', [teamId, JSON.stringify(cover)]);
  // Who opened every red patient of the team to whom must be on record.
  await appendChanges(client, [
    { kind: 'cover-declared', occurredAt: now, teamId, practitionerId: practitionerId ?? undefined, data: { cover } },
  ]);
}

/**
 * Refuses that a team becomes accountable under a protocol that can raise red while an hour of the next 400 days is nobody's; the error names the hour. A
 * protocol without red needs no cover. Throws `ActRefused`.
 */
export async function demandCover(
  client: Queryable,
  { teamId, protocol, now }: { teamId: string; protocol: Protocol; now: number },
): Promise<void> {
  if (!protocol.rules.some((rule) => rule.levels.red !== undefined)) return;
  allowed(decideCover(await readCoveredTeam(client, teamId), now));
}

/** Who acts on a team's red alerts at the instant `now`, and until when. Null: no such team. */
export async function readCoverNow(
  client: Queryable,
  { teamId, now }: { teamId: string; now: number },
): Promise<CoverNow | null> {
  const [row] = await readRows(client, 'team.id = $1', teamId);
  return row === undefined ? null : coverAt(parsed(row), now);
}

/** The teams for which one of `teamIds` acts on red at `now`, and until when. */
export async function readCoveredTeams(
  client: Queryable,
  { teamIds, now }: { teamIds: readonly string[]; now: number },
): Promise<{ teamId: string; coveringTeamId: string; until: number | null }[]> {
  const rows = await readRows(client, `team.cover ->> 'teamId' = any ($1::text[])`, teamIds);
  return covering(rows, now);
}

function covering(rows: readonly Row[], now: number) {
  return rows.flatMap((row) => {
    const cover = coverAt(parsed(row), now);
    return cover.by === 'covering-team'
      ? [{ teamId: row.teamId, coveringTeamId: cover.teamId, until: cover.until }]
      : [];
  });
}

/** Every team for which another one acts on red at `now`. */
export async function readCoveringTeams(
  client: Queryable,
  now: number,
): Promise<{ teamId: string; coveringTeamId: string; until: number | null }[]> {
  return covering(await readRows(client, `team.cover ->> 'kind' = $1`, 'team'), now);
}

/** What a team has declared; null where it has declared nothing. */
export async function readDeclaredCover(client: Queryable, teamId: string): Promise<Cover | null> {
  return (await readCoveredTeam(client, teamId)).cover;
}

async function readCoveredTeam(client: Queryable, teamId: string): Promise<CoveredTeam> {
  const [row] = await readRows(client, 'team.id = $1', teamId);
  if (row === undefined) throw refused('no-such-team', 'There is no such team.');
  return parsed(row);
}

type Row = { teamId: string; hours: unknown; cover: unknown; coveringHours: unknown };

/** `condition` is written here, never anything from outside. */
async function readRows(client: Queryable, condition: string, value: unknown): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `
      select team.id as "teamId", team.opening_hours as hours, team.cover, covering.opening_hours as "coveringHours"
      from team left join team as covering on covering.id::text = team.cover ->> 'teamId'
      where ${condition}
    `,
    [value],
  );
  return rows;
}

function parsed({ hours, cover, coveringHours }: Row): CoveredTeam {
  return {
    hours: OpeningHoursSchema.parse(hours),
    cover: cover === null ? null : CoverSchema.parse(cover),
    coveringHours: coveringHours === null ? null : OpeningHoursSchema.parse(coveringHours),
  };
}
