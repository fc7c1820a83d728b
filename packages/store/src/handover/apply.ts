import type { HandoverEffect } from '@samvakt/care';
import { releaseClaims } from '../alert/releaseClaims.ts';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { beginEscalationsOfEpisode } from '../escalation/begin.ts';
import { tellFollowedBy } from '../patientMessage/write.ts';
import { endPart, restorePart, tellPartEnded } from '../relation/becomeAccountable.ts';
import { beginResponsibility, endResponsibility, planResponsibility, unplanResponsibility } from '../responsibility.ts';
import { addTasksOfLetter, moveTasks } from '../task/ofHandover.ts';
import { scheduleTaskSight } from '../task/sight.ts';
import { cancelEffect, scheduleEffect } from './effectJob.ts';
import { cancelExpiry, scheduleExpiry } from './expiryJob.ts';
import { lapseRequests } from './lapse.ts';
import { cancelReminder, scheduleReminder } from './reminderJob.ts';
import { scheduleReturn } from './returnJob.ts';
import { writeSuperseded } from './supersede.ts';

/** The episode that effects are about, and who caused them (null: the clock). */
export type EffectPlace = {
  episodeId: string;
  patientId: string;
  practitionerId: string | null;
  /** The team on whose behalf; null for the clock. */
  teamId: string | null;
  now: number;
  /** What is said beside the two teams when the handover is announced. */
  told?: Record<string, unknown> | undefined;
};

/** Carries out what `decideHandover` found, in the transaction that holds the episode's locks. */
export async function applyHandoverEffects(
  client: Queryable,
  effects: readonly HandoverEffect[],
  place: EffectPlace,
): Promise<void> {
  for (const effect of effects) await applyEffect(client, effect, place);
}

async function applyEffect(client: Queryable, effect: HandoverEffect, place: EffectPlace): Promise<void> {
  const { episodeId, patientId, now } = place;
  const practitionerId = place.practitionerId ?? undefined;
  const about = { occurredAt: now, episodeId, patientId, practitionerId };
  switch (effect.type) {
    case 'schedule-expiry':
      return scheduleExpiry(client, effect);
    case 'cancel-expiry':
      return cancelExpiry(client, effect.handoverId);
    case 'end-responsibility':
      await endResponsibility(client, { episodeId, teamId: effect.teamId, at: effect.at });
      return appendChanges(client, [
        { ...about, kind: 'responsibility-ended', teamId: effect.teamId, data: { at: iso(effect.at) } },
      ]);
    case 'begin-responsibility': {
      const { teamId, at, handoverId, plannedUntil } = effect;
      await beginResponsibility(client, { episodeId, teamId, at, handoverId, plannedUntil });
      await endPart(client, { episodeId, teamId, at });
      await tellPartEnded(client, { episodeId, teamId, at }, place);
      await lapseRequests(client, { episodeId, teamId, now });
      await beginEscalationsOfEpisode(client, { episodeId, reason: 'handover', now });
      return appendChanges(client, [
        { ...about, kind: 'responsibility-began', teamId, handoverId, data: { at: iso(at) } },
      ]);
    }
    case 'schedule-reminder':
      return scheduleReminder(client, effect);
    case 'cancel-reminder':
      return cancelReminder(client, effect.handoverId);
    case 'schedule-effect':
      return scheduleEffect(client, effect);
    case 'cancel-effect':
      return cancelEffect(client, effect.handoverId);
    case 'plan-responsibility':
      await planResponsibility(client, { ...effect, episodeId });
      return endPart(client, { episodeId, teamId: effect.toTeamId, at: effect.at });
    case 'unplan-responsibility':
      await unplanResponsibility(client, { ...effect, episodeId });
      return restorePart(client, { episodeId, teamId: effect.toTeamId, at: effect.at });
    case 'tell-responsibility': {
      const { fromTeamId, toTeamId, at, handoverId } = effect;
      await tellPartEnded(client, { episodeId, teamId: toTeamId, at }, place);
      await lapseRequests(client, { episodeId, teamId: toTeamId, now });
      await beginEscalationsOfEpisode(client, { episodeId, reason: 'handover', now });
      // Said at the instant that was agreed, however late the timer is: that is when it passed.
      const passed = { ...about, occurredAt: at, data: { at: iso(at) } };
      return appendChanges(client, [
        { ...passed, kind: 'responsibility-ended', teamId: fromTeamId },
        { ...passed, kind: 'responsibility-began', teamId: toTeamId, handoverId },
      ]);
    }
    case 'schedule-return':
      return scheduleReturn(client, effect);
    case 'supersede':
      return writeSuperseded(client, effect.handover, place);
    case 'release-claims':
      return releaseClaims(client, { ...about, reason: 'handover' });
    case 'move-tasks':
      await scheduleTaskSight(client, { episodeId, teamId: effect.fromTeamId, at: effect.at });
      return moveTasks(client, effect, place);
    case 'add-tasks-of-letter':
      return addTasksOfLetter(client, effect, place);
    case 'tell-patient':
      return tellFollowedBy(client, effect, place);
    case 'announce': {
      const [fromTeamId, toTeamId] = effect.teamIds;
      return appendChanges(client, [
        {
          ...about,
          kind: effect.kind,
          handoverId: effect.handoverId,
          teamId: place.teamId ?? undefined,
          data: {
            fromTeamId,
            toTeamId,
            ...(effect.effectiveAt === undefined ? {} : { effectiveAt: iso(effect.effectiveAt) }),
            ...place.told,
          },
        },
      ]);
    }
  }
}

const iso = (at: number): string => new Date(at).toISOString();
