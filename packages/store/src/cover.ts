import { type Cover, type CoverNow, CoverSchema, coverAt, decideCover, OpeningHoursSchema } from '@samvakt/care';
import { readActing } from './acting.ts';
import type { Queryable } from './database.ts';
import { allowed, refused } from './refused.ts';

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
  const hours = await readHours(client, teamId);
  const coveringHours = cover.kind === 'team' ? await readHours(client, cover.teamId) : null;
  allowed(decideCover({ hours, cover, coveringHours }, now));
  await client.query('update team set cover = $2 where id = $1', [teamId, JSON.stringify(cover)]);
}

/** Who acts on a team's red alerts at the instant `now`, and until when. Null: no such team. */
export async function readCoverNow(
  client: Queryable,
  { teamId, now }: { teamId: string; now: number },
): Promise<CoverNow | null> {
  const { rows } = await client.query<{ hours: unknown; cover: unknown; coveringHours: unknown }>(
    `
      select team.opening_hours as hours, team.cover, covering.opening_hours as "coveringHours"
      from team left join team as covering on covering.id::text = team.cover ->> 'teamId'
      where team.id = $1
    `,
    [teamId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return coverAt(
    {
      hours: OpeningHoursSchema.parse(row.hours),
      cover: row.cover === null ? null : CoverSchema.parse(row.cover),
      coveringHours: row.coveringHours === null ? null : OpeningHoursSchema.parse(row.coveringHours),
    },
    now,
  );
}

async function readHours(client: Queryable, teamId: string) {
  const { rows } = await client.query<{ hours: unknown }>('select opening_hours as hours from team where id = $1', [
    teamId,
  ]);
  if (rows[0] === undefined) throw refused('no-such-team', 'There is no such team.');
  return OpeningHoursSchema.parse(rows[0].hours);
}
