import { belongsTo, THE_CLOCK } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { reminderAt, timesFault } from './bounds.ts';
import type { EndingCommand, HandoverCommand, HandoverContext, OfferCommand } from './command.ts';
import type { HandoverEffect } from './effect.ts';
import { endingFault } from './fault.ts';
import { bothTeams, type HandoverRecord, type HandoverState, isOpenHandover } from './state.ts';
import { decideTakeOver } from './takeOver.ts';

/*
 * A handover in one paragraph. The accountable team offers; one offer at most is open per episode. The receiving team accepts with a
 * read-back or declines with a reason, the sender may withdraw, and at its deadline the offer expires. Each of these ends it for good. Until it
 * is accepted the sender is accountable. From the deadline on nothing but expiry is possible, whether or not the timer has run. A command
 * carries the version that its actor saw; of two commands on the same version the first wins.
 *
 * A handover for a later time is scheduled by its acceptance: the boundary between the two periods is written then, so that the responsibility
 * passes at the agreed instant by itself, and the sender is accountable until then. Before that instant either side may call it off. At that
 * instant the clock releases the claims and tells both teams which red alerts have opened since the acceptance.
 *
 * A temporary handover is offered back by the clock at its planned return: an offer like any other, which the first team accepts or not.
 */

/** The handover as it then stands and what else is to be done in the same transaction, or why not. */
export type HandoverDecision =
  | { readonly ok: true; readonly next: HandoverState; readonly effects: readonly HandoverEffect[] }
  | Refusal;

/** Judges one command. Pure: the caller holds the lock on what `state` was read from, and applies `next` and `effects` before it lets go. */
export function decideHandover(
  state: HandoverState,
  command: HandoverCommand,
  context: HandoverContext,
): HandoverDecision {
  if (command.type === 'offer') return decideOffer(state, command, context);
  if (command.type === 'take-over') return decideTakeOver(state, command, context);
  if (state.handover === null) return refuse('no-such-handover', 'There is no such handover.');
  return endingFault(state, state.handover, command, context) ?? carriedOut(state, state.handover, command, context);
}

function decideOffer(state: HandoverState, command: OfferCommand, context: HandoverContext): HandoverDecision {
  const { accountableTeamId, handover: open } = state;
  if (accountableTeamId === null)
    return refuse('episode-ended', 'The follow-up has ended; there is nothing to hand over.');
  const byPlan = context.actor === THE_CLOCK && command.returnOf !== undefined;
  if (!byPlan && !belongsTo(context.actor, accountableTeamId)) {
    return refuse('not-the-accountable-team', 'Only the team that is accountable now can offer a handover.');
  }
  if (command.toTeamId === accountableTeamId) {
    return refuse('to-the-same-team', 'The receiving team is accountable already.');
  }
  const late = command.actionsDueAt?.find((dueAt) => dueAt <= context.now);
  if (late !== undefined) {
    return refuse('due-not-ahead', `An action is due at ${iso(late)}, which is not ahead of now, ${iso(context.now)}.`);
  }
  const fault = timesFault(command, context.now);
  if (fault !== null) return fault;
  if (open !== null && isOpenHandover(open)) return refuse('handover-already-open', whatIsOpen(open));
  const handover: HandoverRecord = {
    id: command.handoverId,
    kind: 'offer',
    fromTeamId: accountableTeamId,
    toTeamId: command.toTeamId,
    status: 'offered',
    version: 1,
    illnessSeverity: command.illnessSeverity,
    deadlineAt: command.deadlineAt,
    effectiveAt: command.effectiveAt ?? null,
    returnAt: command.returnAt ?? null,
    decided: null,
    calledOff: null,
  };
  const { id: handoverId, deadlineAt } = handover;
  return {
    ok: true,
    next: { ...state, handover },
    effects: [
      { type: 'schedule-expiry', handoverId, at: deadlineAt },
      { type: 'schedule-reminder', handoverId, at: reminderAt(context.now, deadlineAt) },
      { type: 'announce', kind: 'handover-offered', handoverId, teamIds: bothTeams(handover) },
    ],
  };
}

function whatIsOpen({ status, deadlineAt, effectiveAt }: HandoverRecord): string {
  return status === 'scheduled'
    ? `A handover of this follow-up is accepted and takes effect at ${iso(effectiveAt ?? deadlineAt)}. Call it off before offering another.`
    : `A handover of this follow-up is open already, until ${iso(deadlineAt)}. Withdraw it before offering another.`;
}

function carriedOut(
  state: HandoverState,
  handover: HandoverRecord,
  command: EndingCommand,
  context: HandoverContext,
): HandoverDecision {
  switch (command.type) {
    case 'accept':
      return handover.effectiveAt === null
        ? accepted(handover, context)
        : scheduled(state, handover, handover.effectiveAt, context);
    case 'take-effect':
      return tookEffect(state, handover, context);
    case 'call-off':
      return calledOff(state, handover, context);
    default:
      return ended(state, handover, ENDED_AS[command.type], context);
  }
}

function accepted(handover: HandoverRecord, context: HandoverContext): HandoverDecision {
  const { id, fromTeamId, toTeamId, returnAt } = handover;
  return {
    ok: true,
    next: {
      accountableTeamId: toTeamId,
      accountableSince: context.now,
      handover: decided(handover, 'accepted', context),
    },
    effects: [
      { type: 'end-responsibility', teamId: fromTeamId, at: context.now },
      { type: 'begin-responsibility', teamId: toTeamId, at: context.now, handoverId: id, plannedUntil: returnAt },
      ...whatGoesAlong(handover, context.now),
      ...noMoreWaiting(id),
      ...(returnAt === null ? [] : [{ type: 'schedule-return', handoverId: id, at: returnAt } as const]),
      { type: 'announce', kind: 'handover-accepted', handoverId: id, teamIds: bothTeams(handover) },
    ],
  };
}

function scheduled(
  state: HandoverState,
  handover: HandoverRecord,
  effectiveAt: number,
  context: HandoverContext,
): HandoverDecision {
  const { id: handoverId, fromTeamId, toTeamId, returnAt: plannedUntil } = handover;
  return {
    ok: true,
    next: { ...state, handover: decided(handover, 'scheduled', context) },
    effects: [
      { type: 'plan-responsibility', fromTeamId, toTeamId, at: effectiveAt, handoverId, plannedUntil },
      ...noMoreWaiting(handoverId),
      { type: 'schedule-effect', handoverId, at: effectiveAt },
      { type: 'announce', kind: 'handover-accepted', handoverId, teamIds: bothTeams(handover), effectiveAt },
    ],
  };
}

function tookEffect(state: HandoverState, handover: HandoverRecord, { now }: HandoverContext): HandoverDecision {
  const { id: handoverId, fromTeamId, toTeamId, returnAt } = handover;
  const at = handover.effectiveAt ?? now;
  return {
    ok: true,
    next: { ...state, handover: { ...handover, status: 'accepted', version: handover.version + 1 } },
    effects: [
      { type: 'tell-responsibility', fromTeamId, toTeamId, at, handoverId },
      ...whatGoesAlong(handover, now),
      ...(returnAt === null ? [] : [{ type: 'schedule-return', handoverId, at: returnAt } as const]),
      { type: 'announce', kind: 'handover-took-effect', handoverId, teamIds: bothTeams(handover) },
    ],
  };
}

function calledOff(state: HandoverState, handover: HandoverRecord, context: HandoverContext): HandoverDecision {
  const { id: handoverId, fromTeamId, toTeamId } = handover;
  return {
    ok: true,
    next: {
      ...state,
      handover: {
        ...handover,
        status: 'called-off',
        version: handover.version + 1,
        calledOff: { by: context.actorName, at: context.now },
      },
    },
    effects: [
      { type: 'unplan-responsibility', fromTeamId, toTeamId, at: handover.effectiveAt ?? context.now, handoverId },
      { type: 'cancel-effect', handoverId },
      { type: 'announce', kind: 'handover-called-off', handoverId, teamIds: bothTeams(handover) },
    ],
  };
}

const ENDED_AS = { decline: 'declined', withdraw: 'withdrawn', expire: 'expired' } as const;

function ended(
  state: HandoverState,
  handover: HandoverRecord,
  status: (typeof ENDED_AS)[keyof typeof ENDED_AS],
  context: HandoverContext,
): HandoverDecision {
  return {
    ok: true,
    next: { ...state, handover: decided(handover, status, context) },
    effects: [
      // An expiry is the timer itself: there is nothing left to cancel.
      ...(status === 'expired' ? [] : noMoreWaiting(handover.id)),
      { type: 'announce', kind: `handover-${status}`, handoverId: handover.id, teamIds: bothTeams(handover) },
    ],
  };
}

/** What passes with the responsibility, at the instant that it does: alerts to be claimed anew, tasks, and the word to the patient. */
const whatGoesAlong = ({ id: handoverId, fromTeamId, toTeamId }: HandoverRecord, at: number): HandoverEffect[] => [
  { type: 'release-claims', at },
  { type: 'move-tasks', fromTeamId, toTeamId, at },
  { type: 'add-tasks-of-letter', handoverId, fromTeamId, toTeamId },
  { type: 'tell-patient', handoverId, teamId: toTeamId },
];

const noMoreWaiting = (handoverId: string): HandoverEffect[] => [
  { type: 'cancel-expiry', handoverId },
  { type: 'cancel-reminder', handoverId },
];

function decided(handover: HandoverRecord, status: HandoverRecord['status'], context: HandoverContext): HandoverRecord {
  return {
    ...handover,
    status,
    version: handover.version + 1,
    decided: { by: context.actorName, at: context.now },
  };
}

const iso = (at: number): string => new Date(at).toISOString();
