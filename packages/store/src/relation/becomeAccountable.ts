import type { RelationKind } from '@samvakt/contract';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';

/** Which team becomes accountable for which episode, and from which instant (epoch milliseconds). */
type Becoming = { episodeId: string; teamId: string; at: number };

/**
 * A team that becomes accountable does not take part beside: its part ends at that instant, which may lie ahead. The database refuses a commit
 * that leaves both (`relation_is_beside_responsibility`). A part that had not begun then never was; its line in the feed stays.
 */
export async function endPart(client: Queryable, { episodeId, teamId, at }: Becoming): Promise<void> {
  await client.query('delete from relation where episode_id = $1 and team_id = $2 and lower(period) >= $3', [
    episodeId,
    teamId,
    new Date(at),
  ]);
  await client.query(
    `
      update relation set period = tstzrange(lower(period), $3)
      where episode_id = $1 and team_id = $2 and period @> $3::timestamptz
    `,
    [episodeId, teamId, new Date(at)],
  );
}

/** The boundary ahead was taken back, and with it the end of the part that it would have ended. */
export async function restorePart(client: Queryable, { episodeId, teamId, at }: Becoming): Promise<void> {
  await client.query(
    `
      update relation set period = tstzrange(lower(period), null)
      where episode_id = $1 and team_id = $2 and upper(period) = $3 and ended_by is null
    `,
    [episodeId, teamId, new Date(at)],
  );
}

/** Says in the feed that the part has ended, and why. */
export async function tellPartEnded(
  client: Queryable,
  { episodeId, teamId, at }: Becoming,
  { patientId, practitionerId }: { patientId: string; practitionerId: string | null },
): Promise<void> {
  const { rows } = await client.query<{ kind: RelationKind }>(
    'select kind from relation where episode_id = $1 and team_id = $2 and upper(period) = $3 and ended_by is null',
    [episodeId, teamId, new Date(at)],
  );
  await appendChanges(
    client,
    rows.map(({ kind }) => ({
      kind: 'relation-ended',
      occurredAt: at,
      patientId,
      episodeId,
      practitionerId: practitionerId ?? undefined,
      teamId,
      data: { relatedTeamId: teamId, relation: kind, reason: 'became-accountable' },
    })),
  );
}
