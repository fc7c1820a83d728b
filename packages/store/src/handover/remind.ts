import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from './enter.ts';
import { lockHandover } from './row.ts';

/**
 * Tells the receiving team, once, that an answer is wanted soon. It changes nothing that a screen could be stale about, so the handover's
 * version stays. `stale`: it was answered, has expired, or the reminder was given already.
 */
export async function remindOfHandover(
  client: Queryable,
  { handoverId, now }: { handoverId: string; now: number },
): Promise<'reminded' | 'stale'> {
  const { rows } = await client.query<{ episodeId: string; patientId: string; toTeamId: string }>(
    `
      select episode_id as "episodeId", patient_id as "patientId", to_team_id as "toTeamId"
      from handover join episode on episode.id = episode_id where handover.id = $1
    `,
    [handoverId],
  );
  const [row] = rows;
  if (row === undefined || (await enterEpisode(client, row.episodeId, now)) === null) return 'stale';
  const handover = await lockHandover(client, handoverId);
  if (handover?.status !== 'offered' || handover.deadlineAt <= now) return 'stale';
  const { rowCount } = await client.query(
    'update handover set reminded_at = $2 where id = $1 and reminded_at is null',
    [handoverId, new Date(now)],
  );
  if (rowCount !== 1) return 'stale';
  const { episodeId, patientId, toTeamId } = row;
  await appendChanges(client, [
    {
      kind: 'handover-reminder',
      occurredAt: now,
      episodeId,
      patientId,
      handoverId,
      teamId: toTeamId,
      data: {
        fromTeamId: handover.fromTeamId,
        toTeamId,
        deadlineAt: new Date(handover.deadlineAt).toISOString(),
      },
    },
  ]);
  return 'reminded';
}
