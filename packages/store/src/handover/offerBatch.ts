import type { Isbar } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { ActRefused, refused, refusingBroken } from '../refused.ts';
import { enterEpisode } from './enter.ts';
import { offerAsDecided } from './offer.ts';

/** One of many: the id of its handover, and what is said of this patient alone. */
export type BatchItem = {
  handoverId: string;
  episodeId: string;
  illnessSeverity: Isbar['illnessSeverity'];
  /** Stands after the common assessment. */
  note?: string | undefined;
};

export type BatchOffer = {
  batchId: string;
  toTeamId: string;
  /** What is the same for all of them. */
  isbar: Omit<Isbar, 'illnessSeverity'>;
  items: readonly BatchItem[];
  deadlineAt: number;
  effectiveAt: number | null;
  returnAt: number | null;
  practitionerId: string;
  now: number;
};

/**
 * Offers many episodes of one team to another, each with its own digest and timer: all of them or none. Each is then accepted or declined by itself,
 * with its own read-back. One transaction's worth. Throws `ActRefused`, which names the patient whom it is about.
 */
export async function offerHandoverBatch(client: Queryable, batch: BatchOffer): Promise<void> {
  const { batchId, toTeamId, isbar, deadlineAt, effectiveAt, returnAt, practitionerId, now } = batch;
  // In the order of ids, as everybody locks who locks more than one.
  const items = batch.items.toSorted((one, other) => (one.episodeId < other.episodeId ? -1 : 1));
  let fromTeamId: string | undefined;
  for (const { handoverId, episodeId, illnessSeverity, note } of items) {
    const episode = await enterEpisode(client, episodeId, now);
    if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
    const holder = episode.accountable?.teamId;
    try {
      if (fromTeamId === undefined && holder !== undefined && holder !== toTeamId) {
        fromTeamId = holder;
        await insertBatch(client, batch, holder);
      }
      if (holder !== undefined && fromTeamId !== undefined && holder !== fromTeamId) {
        throw refused('not-the-accountable-team', 'All of them must be follow-ups of the same team.');
      }
      const assessment = note === undefined || note === '' ? isbar.assessment : `${isbar.assessment}\n\n${note}`;
      await offerAsDecided(client, episode, {
        handoverId,
        episodeId,
        batchId,
        toTeamId,
        isbar: { ...isbar, assessment, illnessSeverity },
        deadlineAt,
        effectiveAt,
        returnAt,
        practitionerId,
        now,
      });
    } catch (error) {
      throw error instanceof ActRefused ? await about(client, episodeId, error) : error;
    }
  }
}

/** A deadline that is not ahead is refused by the rule of each offer, with its reason, and not by the table. */
function insertBatch(client: Queryable, batch: BatchOffer, fromTeamId: string): Promise<unknown> {
  const { batchId, toTeamId, isbar, deadlineAt, practitionerId, now } = batch;
  const reason = isbar.situation;
  return refusingBroken(() =>
    client.query(
      `
        insert into handover_batch (id, from_team_id, to_team_id, reason, offered_by, offered_at, deadline_at)
        values ($1, $2, $3, $4, $5, $6, greatest($7::timestamptz, $6::timestamptz + interval '1 ms'))
      `,
      [batchId, fromTeamId, toTeamId, reason, practitionerId, new Date(now), new Date(deadlineAt)],
    ),
  );
}

/** The same refusal, with the name of the patient: of fifty the sender must know which. */
async function about(client: Queryable, episodeId: string, error: ActRefused): Promise<ActRefused> {
  const { rows } = await client.query<{ name: string }>(
    `
      select given_name || ' ' || family_name as name from patient
      where id = (select patient_id from episode where id = $1)
    `,
    [episodeId],
  );
  const reason = `${rows[0]?.name ?? episodeId}: ${error.reason}`;
  return new ActRefused({ ok: false, kind: error.code, code: error.refusal, reason }, { cause: error });
}
