import { decideHandover, type HandoverRecord, THE_CLOCK } from '@samvakt/care';
import type { HandoverDigest, Isbar } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { demandCoverOf } from '../cover/cover.ts';
import type { Queryable } from '../database.ts';
import { allowed, refused, refusingBroken } from '../refused.ts';
import type { LockedEpisode } from '../responsibility.ts';
import { applyHandoverEffects } from './apply.ts';
import { makeDigest } from './digest.ts';
import { enterEpisode } from './enter.ts';
import { answerByOffer } from './request.ts';
import { lockOpenHandover } from './row.ts';

/** An offer as its sender signs it. Instants are epoch milliseconds. */
export type Offer = {
  /** The new handover's id. */
  handoverId: string;
  episodeId: string;
  /** The batch that it is one of. */
  batchId?: string | undefined;
  /** The request that it answers. */
  requestId?: string | undefined;
  toTeamId: string;
  isbar: Isbar;
  /** The sender's own words to parts of the digest. */
  comments?: HandoverDigest['comments'];
  /** The open alerts that the sender saw when signing. */
  seenAlertIds?: readonly string[] | undefined;
  deadlineAt: number;
  /** For a scheduled handover: when it takes effect after acceptance. */
  effectiveAt?: number | null | undefined;
  /** For a temporary handover: when it is to be offered back. */
  returnAt?: number | null | undefined;
  practitionerId: string;
  now: number;
};

/**
 * Offers an episode to another team, with the digest of what is open, missing and trending at this moment, and sets the timer of its
 * deadline. Responsibility does not move. One transaction's worth. Throws `ActRefused`.
 */
export async function offerHandover(client: Queryable, offer: Offer): Promise<HandoverRecord> {
  const episode = await enterEpisode(client, offer.episodeId, offer.now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  return offerAsDecided(client, episode, offer);
}

/** The same under locks that the caller holds. `returnOf`: the clock offers a temporary handover back. */
export async function offerAsDecided(
  client: Queryable,
  episode: LockedEpisode,
  offer: Offer & { returnOf?: string },
): Promise<HandoverRecord> {
  const { handoverId, toTeamId, isbar, deadlineAt, effectiveAt, returnAt, returnOf, practitionerId, now } = offer;
  const { actor, name } = await readActing(client, practitionerId);
  // What the clock offers back is offered all the same: a hole in the receiver's cover is then the receiver's to answer.
  if (returnOf === undefined) await demandCoverOf(client, episode, { teamId: toTeamId, now });
  const { illnessSeverity } = isbar;
  const actionsDueAt = isbar.actions?.map(({ dueAt }) => Date.parse(dueAt));
  const decision = allowed(
    decideHandover(
      {
        accountableTeamId: episode.accountable?.teamId ?? null,
        accountableSince: episode.accountable?.since ?? 0,
        handover: await lockOpenHandover(client, episode.id),
      },
      {
        type: 'offer',
        handoverId,
        toTeamId,
        illnessSeverity,
        deadlineAt,
        effectiveAt,
        returnAt,
        returnOf,
        actionsDueAt,
      },
      { now, actor: returnOf === undefined ? actor : THE_CLOCK, actorName: name, openRedAlertIds: [] },
    ),
  );
  const { handover } = decision.next;
  if (handover === null) throw new Error('an offer was decided without a handover');
  const { requestId } = offer;
  const answer =
    requestId === undefined
      ? undefined
      : await answerByOffer(client, episode, { requestId, handoverId, toTeamId, practitionerId, now });
  const digest = withComments(await makeDigest(client, episode, now), offer.comments);
  // Signed is what was read: an alert that has opened since is read first.
  if (offer.seenAlertIds !== undefined) {
    const seen = new Set(offer.seenAlertIds);
    const unread = digest.alerts.filter(({ alertId }) => !seen.has(alertId));
    if (unread.length > 0) {
      throw refused(
        'digest-changed',
        `${unread.length} alerts have opened since the digest was read: ${unread.map(({ summary }) => summary.en).join('; ')}.`,
      );
    }
  }
  await refusingBroken(async () => {
    await insertHandover(client, { handover, offer, digest });
    await answer?.();
    await applyHandoverEffects(client, decision.effects, {
      episodeId: episode.id,
      patientId: episode.patientId,
      practitionerId: returnOf === undefined ? practitionerId : null,
      teamId: handover.fromTeamId,
      told: requestId === undefined ? undefined : { requestId },
      now,
    });
  });
  return handover;
}

function withComments(digest: HandoverDigest, comments: HandoverDigest['comments']): HandoverDigest {
  const written = Object.entries(comments ?? {}).filter(([, text]) => text !== undefined && text !== '');
  return written.length === 0 ? digest : { ...digest, comments: Object.fromEntries(written) };
}

async function insertHandover(
  client: Queryable,
  {
    handover,
    offer,
    digest,
  }: { handover: HandoverRecord; offer: Offer & { returnOf?: string }; digest: HandoverDigest },
): Promise<void> {
  await client.query(
    `
      insert into handover (id, episode_id, from_team_id, to_team_id, status, version, isbar, digest, offered_by, offered_at, deadline_at,
        return_at, returns_handover_id, effective_at, batch_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    `,
    [
      handover.id,
      offer.episodeId,
      handover.fromTeamId,
      handover.toTeamId,
      handover.status,
      handover.version,
      JSON.stringify(offer.isbar),
      JSON.stringify(digest),
      offer.practitionerId,
      new Date(offer.now),
      new Date(handover.deadlineAt),
      handover.returnAt === null ? null : new Date(handover.returnAt),
      offer.returnOf ?? null,
      handover.effectiveAt === null ? null : new Date(handover.effectiveAt),
      offer.batchId ?? null,
    ],
  );
}
