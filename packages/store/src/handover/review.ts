import { decideAfterReview, type HandoverKind, type ReviewAnswer } from '@samvakt/care';
import { readActing } from '../acting.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { allowed, refused } from '../refused.ts';
import { enterEpisode } from './enter.ts';

type Row = {
  episodeId: string;
  patientId: string;
  kind: HandoverKind;
  fromTeamId: string;
  toTeamId: string;
  version: number;
  reviewBy: string | null;
  reviewAt: Date | null;
};

/** The former team's answer to a take-over in an emergency. One transaction's worth. Throws `ActRefused`. */
export async function reviewHandover(
  client: Queryable,
  act: ReviewAnswer & { handoverId: string; practitionerId: string; now: number },
): Promise<void> {
  const { handoverId, practitionerId, now, verdict, text } = act;
  const { rows: found } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from handover where id = $1',
    [handoverId],
  );
  const episodeId = found[0]?.episodeId;
  if (episodeId === undefined || (await enterEpisode(client, episodeId, now)) === null) {
    throw refused('no-such-handover', 'There is no such handover.');
  }
  const { rows } = await client.query<Row>(
    `
      select episode_id as "episodeId", patient_id as "patientId", kind, from_team_id as "fromTeamId", to_team_id as "toTeamId", version,
        (select name from practitioner where id = review_by) as "reviewBy", review_at as "reviewAt"
      from handover join episode on episode.id = episode_id where handover.id = $1 for update of handover
    `,
    [handoverId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`handover ${handoverId} vanished under its episode's lock`);
  const { actor } = await readActing(client, practitionerId);
  const { kind, fromTeamId, toTeamId, version } = row;
  const answered = row.reviewAt === null ? null : { by: row.reviewBy, at: row.reviewAt.getTime() };
  const decision = allowed(decideAfterReview({ kind, fromTeamId, version, answered }, act, { actor }));
  await client.query(
    'update handover set version = $2, review_verdict = $3, review_text = $4, review_by = $5, review_at = $6 where id = $1',
    [handoverId, decision.version, verdict, text, practitionerId, new Date(now)],
  );
  await appendChanges(client, [
    {
      kind: 'handover-reviewed',
      occurredAt: now,
      episodeId,
      patientId: row.patientId,
      handoverId,
      practitionerId,
      teamId: fromTeamId,
      data: { fromTeamId, toTeamId, verdict },
    },
  ]);
}
