import { decideAccess, decideHandover, type HandoverRecord, type IllnessSeverity } from '@samvakt/care';
import type { Isbar } from '@samvakt/contract';
import { readActing } from '../acting.ts';
import { readUncoveredOf } from '../cover/cover.ts';
import type { Queryable } from '../database.ts';
import { readAccessFacts } from '../reading/access.ts';
import { allowed, refused, refusingBroken } from '../refused.ts';
import { readOpenRedAlertIds } from './act.ts';
import { applyHandoverEffects } from './apply.ts';
import { makeDigest } from './digest.ts';
import { enterEpisode } from './enter.ts';
import { lockOpenHandover } from './row.ts';

/** A take-over in an emergency. `now` in epoch milliseconds. */
export type TakeOver = {
  /** The id of the handover that comes of it. */
  handoverId: string;
  episodeId: string;
  /** The team that becomes accountable; one of the person's own. */
  teamId: string;
  reason: string;
  illnessSeverity: IllnessSeverity;
  firstAction: string;
  practitionerId: string;
  now: number;
};

/**
 * Moves the responsibility at once, without an offer, to a team that may see the episode. Ends what was open of other handovers. One
 * transaction's worth. Throws `ActRefused`; a team that may not see the episode hears that there is none.
 */
export async function takeOverInEmergency(client: Queryable, act: TakeOver): Promise<HandoverRecord> {
  const { handoverId, episodeId, teamId, reason, illnessSeverity, firstAction, practitionerId, now } = act;
  const episode = await enterEpisode(client, episodeId, now);
  if (episode === null) throw refused('no-such-episode', 'There is no such follow-up.');
  const { actor, name } = await readActing(client, practitionerId);
  // The team itself must see the patient; that another team of the same person does is not enough.
  const ownOnly = actor.teamIds.filter((own) => own === teamId);
  const [facts] = await readAccessFacts(client, { episodeIds: [episodeId], now });
  const sees = facts !== undefined && decideAccess({ ...facts, memberships: ownOnly, now }).allowed;
  const redAlertIds = await readOpenRedAlertIds(client, episodeId);
  const decision = allowed(
    decideHandover(
      {
        accountableTeamId: episode.accountable?.teamId ?? null,
        accountableSince: episode.accountable?.since ?? 0,
        handover: await lockOpenHandover(client, episodeId),
      },
      { type: 'take-over', handoverId, teamId, sees, reason, illnessSeverity, firstAction },
      { now, actor, actorName: name, openRedAlertIds: redAlertIds },
    ),
  );
  const { handover } = decision.next;
  if (handover === null) throw new Error('a take-over was decided without a handover');
  const digest = await makeDigest(client, episode, now);
  // An emergency is not refused for an hour in which nobody would act on red; but it is told, and on record.
  const uncovered = await readUncoveredOf(client, episode, { teamId, now });
  await refusingBroken(async () => {
    await client.query(
      `
        insert into handover (id, episode_id, kind, from_team_id, to_team_id, status, version, isbar, digest, offered_by, offered_at,
          deadline_at, decided_by, decided_at, decision_reason, read_back)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $10, $11, $13, $14)
      `,
      [
        handover.id,
        episodeId,
        handover.kind,
        handover.fromTeamId,
        handover.toTeamId,
        handover.status,
        handover.version,
        JSON.stringify(emergencyIsbar(act)),
        JSON.stringify(digest),
        practitionerId,
        new Date(now),
        new Date(handover.deadlineAt),
        reason,
        JSON.stringify({ illnessSeverity, firstAction, redAlertIds }),
      ],
    );
    await applyHandoverEffects(client, decision.effects, {
      episodeId,
      patientId: episode.patientId,
      practitionerId,
      teamId,
      told: uncovered === null ? undefined : { uncovered },
      now,
    });
  });
  return handover;
}

/** Nobody handed anything over: the platform says so in each part, and repeats the words of who took it. Norwegian, as clinicians read it. */
function emergencyIsbar({ illnessSeverity, reason, firstAction }: TakeOver): Isbar {
  return {
    illnessSeverity,
    situation: reason,
    background: 'Ansvaret er overtatt i en nødsituasjon, uten overlevering fra teamet som hadde det.',
    assessment: 'Alvorlighetsgraden er vurdert av den som overtok.',
    recommendation: firstAction,
    contingency: '',
  };
}
