import { randomUUID } from 'node:crypto';
import type { Isbar } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { enterEpisode } from './enter.ts';
import { offerAsDecided } from './offer.ts';
import { scheduleReturn } from './returnJob.ts';
import { lockHandover, lockOpenHandover } from './row.ts';

/** How long the first team has to take a planned return: a day. *Assumption*; agreements between the parties set their own. */
const RETURN_ANSWER_MS = 24 * 60 * 60 * 1000;

type Temporary = { episodeId: string; isbar: Isbar; acceptedBy: string; acceptedAt: Date; returned: boolean };

/**
 * What the timer does at the planned return of a temporary handover: it offers the episode back, with a fresh digest. The team that has it
 * stays accountable until the first team accepts. `stale`: it has moved on or was offered back already. `early`: the time has not come, or another
 * offer is open; the timer is set again.
 */
export async function offerReturn(
  client: Queryable,
  { handoverId, now }: { handoverId: string; now: number },
): Promise<'offered' | 'stale' | 'early'> {
  const temporary = await readTemporary(client, handoverId);
  const episode = temporary === null ? null : await enterEpisode(client, temporary.episodeId, now);
  const handover = await lockHandover(client, handoverId);
  if (temporary === null || episode === null || handover === null || handover.returnAt === null) return 'stale';
  if (now < handover.returnAt) {
    await scheduleReturn(client, { handoverId, at: handover.returnAt });
    return 'early';
  }
  const open = await lockOpenHandover(client, episode.id);
  const stillTheirs = episode.accountable?.teamId === handover.toTeamId;
  const unchanged = episode.accountable?.since === (handover.effectiveAt ?? handover.decided?.at);
  if (temporary.returned || !stillTheirs || !unchanged) return 'stale';
  const openUntil = open === null ? now : open.status === 'scheduled' ? (open.effectiveAt ?? now) : open.deadlineAt;
  if (openUntil > now) {
    // Another offer is being answered, or accepted for a later time: the return waits until that is decided one way or the other.
    await scheduleReturn(client, { handoverId, at: openUntil });
    return 'early';
  }
  await offerAsDecided(client, episode, {
    handoverId: randomUUID(),
    episodeId: episode.id,
    toTeamId: handover.fromTeamId,
    isbar: returnIsbar(temporary),
    deadlineAt: now + RETURN_ANSWER_MS,
    // The person who took it for a time is the one who gives it back; the act itself is the clock's.
    practitionerId: temporary.acceptedBy,
    returnOf: handoverId,
    now,
  });
  return 'offered';
}

async function readTemporary(client: Queryable, handoverId: string): Promise<Temporary | null> {
  const { rows } = await client.query<Temporary>(
    `
      select episode_id as "episodeId", isbar, decided_by as "acceptedBy", decided_at as "acceptedAt",
        exists (select from handover as back where back.returns_handover_id = handover.id) as returned
      from handover where id = $1 and status = 'accepted' and return_at is not null
    `,
    [handoverId],
  );
  return rows[0] ?? null;
}

/**
 * The platform knows that the time has come, and nothing of how the patient is: it says so, and repeats nothing clinical as if it were new. The
 * text is data that clinicians read, hence Norwegian. The severity is what was last agreed; the digest beside it is fresh.
 */
function returnIsbar({ isbar, acceptedAt }: Temporary): Isbar {
  const since = acceptedAt.toISOString().slice(0, 10);
  return {
    illnessSeverity: isbar.illnessSeverity,
    situation: `Planlagt tilbakeføring av ansvar som ble overtatt midlertidig ${since}. Teksten er laget av plattformen, ikke av en kliniker.`,
    background: `Fra overføringen ${since}: ${isbar.background}`.slice(0, 4000),
    assessment:
      'Ikke vurdert på nytt. Alvorlighetsgraden er den som ble avtalt ved overføringen; spør teamet som har ansvaret nå.',
    recommendation: 'Gå gjennom åpne varsler og målinger i sammendraget før dere svarer.',
    // What was to be done has become tasks, which the digest lists; what to do if something happens still holds.
    ifThen: isbar.ifThen,
    contingency: isbar.contingency,
  };
}
