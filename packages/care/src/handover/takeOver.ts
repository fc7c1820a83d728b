import { isVisible } from '@samvakt/contract';
import { belongsTo } from '../actor.ts';
import { refuse } from '../refusal.ts';
import type { HandoverContext, TakeOverCommand } from './command.ts';
import type { HandoverDecision } from './decide.ts';
import type { HandoverEffect } from './effect.ts';
import { bothTeams, type HandoverRecord, type HandoverState, isOpenHandover } from './state.ts';

/** How long the former team has to answer the after-review: three days. *Assumption*; agreements between the parties set their own. */
export const REVIEW_ANSWER_MS = 3 * 24 * 60 * 60 * 1000;

/**
 * A team that may see the episode takes it over at once, without an offer, because waiting would harm the patient. Every open alert comes with
 * it, named or not: in an emergency a red alert that arrives while somebody writes must not stand in the way. What was open of other handovers
 * ends. The former team is told, and answers for the record.
 */
export function decideTakeOver(
  state: HandoverState,
  command: TakeOverCommand,
  context: HandoverContext,
): HandoverDecision {
  const { accountableTeamId, handover: open } = state;
  const { now } = context;
  // Of the person, and tells nothing of the follow-up.
  if (!belongsTo(context.actor, command.teamId)) {
    return refuse('not-your-team', 'A follow-up is taken over for a team by one of its own.');
  }
  if (!command.sees) return refuse('no-such-episode', 'There is no such follow-up.');
  if (accountableTeamId === null) return refuse('episode-ended', 'The follow-up has ended; there is nothing to take.');
  if (command.teamId === accountableTeamId) return refuse('to-the-same-team', 'The team is accountable already.');
  if (!isVisible(command.reason)) return refuse('reason-missing', 'A take-over in an emergency has a reason.');
  if (!isVisible(command.firstAction)) {
    return refuse('first-action-missing', 'A take-over says the first action that the team takes.');
  }
  if (now <= state.accountableSince) {
    const since = new Date(state.accountableSince).toISOString();
    return refuse('responsibility-just-moved', `Another team became accountable at ${since}. Read it again.`);
  }
  if (open?.status === 'scheduled' && (open.effectiveAt ?? now) <= now) {
    // What has passed is history: the caller tells of it first, and nothing takes it back.
    return refuse('version-moved-on', 'A scheduled handover has taken effect since this was read. Read it again.');
  }
  const handover: HandoverRecord = {
    id: command.handoverId,
    kind: 'emergency',
    fromTeamId: accountableTeamId,
    toTeamId: command.teamId,
    status: 'accepted',
    version: 1,
    illnessSeverity: command.illnessSeverity,
    deadlineAt: now + REVIEW_ANSWER_MS,
    effectiveAt: null,
    returnAt: null,
    decided: { by: context.actorName, at: now },
    calledOff: null,
  };
  return {
    ok: true,
    next: { accountableTeamId: command.teamId, accountableSince: now, handover },
    effects: [
      ...(open !== null && isOpenHandover(open) ? superseding(open, context) : []),
      { type: 'end-responsibility', teamId: accountableTeamId, at: now },
      { type: 'begin-responsibility', teamId: command.teamId, at: now, handoverId: handover.id, plannedUntil: null },
      { type: 'release-claims', at: now },
      { type: 'move-tasks', fromTeamId: accountableTeamId, toTeamId: command.teamId, at: now },
      { type: 'tell-patient', handoverId: handover.id, teamId: command.teamId },
      { type: 'announce', kind: 'handover-taken-over', handoverId: handover.id, teamIds: bothTeams(handover) },
    ],
  };
}

function superseding(open: HandoverRecord, { now, actorName }: HandoverContext): HandoverEffect[] {
  const { id: handoverId, fromTeamId, toTeamId, effectiveAt } = open;
  const done = { by: actorName, at: now };
  const waiting = open.status === 'offered';
  const handover: HandoverRecord = {
    ...open,
    status: 'superseded',
    version: open.version + 1,
    ...(waiting ? { decided: done } : { calledOff: done }),
  };
  return [
    { type: 'supersede', handover },
    ...(waiting
      ? ([
          { type: 'cancel-expiry', handoverId },
          { type: 'cancel-reminder', handoverId },
        ] as const)
      : ([
          { type: 'unplan-responsibility', fromTeamId, toTeamId, at: effectiveAt ?? now, handoverId },
          { type: 'cancel-effect', handoverId },
        ] as const)),
    { type: 'announce', kind: 'handover-superseded', handoverId, teamIds: bothTeams(open) },
  ];
}
