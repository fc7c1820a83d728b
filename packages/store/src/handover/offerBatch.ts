import type { HandoverDigest, Isbar } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import type { Queryable } from '../database.ts';
import { ActRefused, type RefusedOne, refused, refusingBroken } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { enterEpisode } from './enter.ts';
import { offerAsDecided } from './offer.ts';

/** One of many: the id of its handover, and what is said of this patient alone. */
export type BatchItem = {
  handoverId: string;
  episodeId: string;
  illnessSeverity: Isbar['illnessSeverity'];
  /** Stands after the common assessment. */
  note?: string | undefined;
  /** The sender's own words to parts of its digest. */
  comments?: HandoverDigest['comments'];
  /** The open alerts that the sender saw in it when signing. */
  seenAlertIds?: readonly string[] | undefined;
};

/** One offer of many episodes to one team. Instants are epoch milliseconds; `effectiveAt` null: at acceptance, `returnAt` null: for good. */
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
 * with its own read-back. One transaction's worth. Throws `ActRefused`, which names every patient that stands in the way.
 */
export async function offerHandoverBatch(client: Queryable, batch: BatchOffer): Promise<void> {
  // In the order of ids, as everybody locks who locks more than one.
  const items = batch.items.toSorted((one, other) => (one.episodeId < other.episodeId ? -1 : 1));
  const { actor } = await readActing(client, batch.practitionerId);
  let fromTeamId: string | null = null;
  const refusals: { episodeId: string; error: ActRefused }[] = [];
  for (const item of items) {
    const episode = await enterEpisode(client, item.episodeId, batch.now);
    if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
    const holder = episode.accountable?.teamId ?? null;
    // It is a list of the sender's own: one of another team's among them is refused, and not all the others.
    if (fromTeamId === null && holder !== null && holder !== batch.toTeamId && actor.teamIds.includes(holder)) {
      fromTeamId = holder;
      await insertBatch(client, batch, holder);
    }
    // One that is refused does not keep the next from being looked at; then all of it is undone.
    await client.query('savepoint one_of_many');
    try {
      if (holder !== null && fromTeamId !== null && holder !== fromTeamId) {
        throw refused('not-the-accountable-team', 'All of them must be follow-ups of the same team.');
      }
      await offerOne(client, episode, { item, batch });
      await client.query('release savepoint one_of_many');
    } catch (error) {
      if (!(error instanceof ActRefused)) throw error;
      await client.query('rollback to savepoint one_of_many');
      refusals.push({ episodeId: item.episodeId, error });
    }
  }
  // As the sender has them, whatever the order of the locks.
  const [first] = inOrderOf(batch.items, refusals);
  if (first === undefined) return;
  const each: RefusedOne[] = [];
  for (const one of inOrderOf(batch.items, refusals)) each.push(await named(client, one));
  const { code: kind, refusal: code, uncovered } = first.error;
  const refusal = { ok: false, kind, code, reason: each[0]?.reason ?? first.error.reason } as const;
  throw new ActRefused(uncovered === undefined ? refusal : { ...refusal, uncovered }, { cause: first.error, each });
}

function inOrderOf<One extends { episodeId: string }>(items: readonly BatchItem[], ones: readonly One[]): One[] {
  const place = new Map(items.map(({ episodeId }, at) => [episodeId, at]));
  return ones.toSorted((one, other) => (place.get(one.episodeId) ?? 0) - (place.get(other.episodeId) ?? 0));
}

async function offerOne(
  client: Queryable,
  episode: LockedEpisode,
  { item, batch }: { item: BatchItem; batch: BatchOffer },
): Promise<void> {
  const { illnessSeverity, note, ...own } = item;
  const { batchId, toTeamId, isbar, deadlineAt, effectiveAt, returnAt, practitionerId, now } = batch;
  const assessment = note === undefined || note === '' ? isbar.assessment : `${isbar.assessment}\n\n${note}`;
  const letter = { ...isbar, assessment, illnessSeverity };
  const when = { deadlineAt, effectiveAt, returnAt };
  await offerAsDecided(client, episode, { ...own, ...when, batchId, toTeamId, isbar: letter, practitionerId, now });
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

/** A refusal with the name of its patient: of fifty the sender must know which. */
async function named(
  client: Queryable,
  { episodeId, error }: { episodeId: string; error: ActRefused },
): Promise<RefusedOne> {
  const { rows } = await client.query<{ name: string }>(
    `
      select given_name || ' ' || family_name as name from patient
      where id = (select patient_id from episode where id = $1)
    `,
    [episodeId],
  );
  return { episodeId, refusal: error.refusal, reason: `${rows[0]?.name ?? episodeId}: ${error.reason}` };
}
