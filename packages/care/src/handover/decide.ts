import { belongsTo, THE_CLOCK } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { CounterProposal, HandoverCommand, HandoverContext } from './command.ts';
import type { HandoverEffect } from './effect.ts';
import { readBackFault } from './readBack.ts';
import type { HandoverRecord, HandoverState, HandoverStatus } from './state.ts';

/*
 * A handover in one paragraph. The accountable team offers; one offer at most is open per episode. The receiving team accepts with a
 * read-back or declines with a reason, the sender may withdraw, and at its deadline the offer expires. Each of these ends it for good. Until it
 * is accepted the sender is accountable. From the deadline on nothing but expiry is possible, whether or not the timer has run. A command
 * carries the version that its actor saw; of two commands on the same version the first wins. A temporary handover is offered back by the clock
 * at its planned return: an offer like any other, which the first team accepts or not.
 */

export type HandoverDecision =
  | { readonly ok: true; readonly next: HandoverState; readonly effects: readonly HandoverEffect[] }
  | Refusal;

type Ending = Exclude<HandoverCommand, { type: 'offer' }>;

/** Judges one command. Pure: the caller holds the lock on what `state` was read from, and applies `next` and `effects` before it lets go. */
export function decideHandover(
  state: HandoverState,
  command: HandoverCommand,
  context: HandoverContext,
): HandoverDecision {
  if (command.type === 'offer') return decideOffer(state, command, context);
  if (state.handover === null) return refuse('no-such-handover', 'There is no such handover.');
  const refusal = endingFault(state, state.handover, command, context);
  if (refusal !== null) return refusal;
  return command.type === 'accept'
    ? accepted(state.handover, context)
    : ended(state, state.handover, ENDED_AS[command.type], context);
}

function decideOffer(
  state: HandoverState,
  command: Extract<HandoverCommand, { type: 'offer' }>,
  context: HandoverContext,
): HandoverDecision {
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
  if (command.deadlineAt <= context.now) {
    return refuse(
      'deadline-not-ahead',
      `The deadline ${iso(command.deadlineAt)} is not ahead of now, ${iso(context.now)}.`,
    );
  }
  const late = command.actionsDueAt?.find((dueAt) => dueAt <= context.now);
  if (late !== undefined) {
    return refuse('due-not-ahead', `An action is due at ${iso(late)}, which is not ahead of now, ${iso(context.now)}.`);
  }
  const returnAt = command.returnAt ?? null;
  if (returnAt !== null && returnAt <= command.deadlineAt) {
    return refuse(
      'return-too-early',
      `The return at ${iso(returnAt)} must come after the deadline for the answer, ${iso(command.deadlineAt)}.`,
    );
  }
  if (open?.status === 'offered') {
    return refuse(
      'handover-already-open',
      `A handover of this follow-up is open already, until ${iso(open.deadlineAt)}. Withdraw it before offering another.`,
    );
  }
  const handover: HandoverRecord = {
    id: command.handoverId,
    fromTeamId: accountableTeamId,
    toTeamId: command.toTeamId,
    status: 'offered',
    version: 1,
    illnessSeverity: command.illnessSeverity,
    deadlineAt: command.deadlineAt,
    returnAt,
    decided: null,
  };
  return {
    ok: true,
    next: { ...state, handover },
    effects: [
      { type: 'schedule-expiry', handoverId: handover.id, at: handover.deadlineAt },
      { type: 'announce', kind: 'handover-offered', handoverId: handover.id, teamIds: bothTeams(handover) },
    ],
  };
}

function endingFault(
  state: HandoverState,
  handover: HandoverRecord,
  command: Ending,
  context: HandoverContext,
): Refusal | null {
  // Who may comes first: a refusal never tells a stranger what happened to the handover.
  const notAllowed = actorFault(handover, command, context);
  if (notAllowed !== null) return notAllowed;
  if (handover.status !== 'offered') return refuse('handover-already-decided', whatHappened(handover));
  if (command.type === 'expire') {
    return context.now < handover.deadlineAt
      ? refuse('deadline-not-passed', `The offer stands until ${iso(handover.deadlineAt)}.`)
      : null;
  }
  if (command.version !== handover.version) {
    return refuse(
      'version-moved-on',
      `The handover has changed since it was read: version ${handover.version} now, ${command.version} then. Read it again.`,
    );
  }
  if (context.now >= handover.deadlineAt) {
    return refuse(
      'deadline-passed',
      `The deadline passed at ${iso(handover.deadlineAt)}. The sending team is still accountable; a new offer is needed.`,
    );
  }
  if (state.accountableTeamId !== handover.fromTeamId) {
    return refuse('episode-ended', 'The sending team is not accountable any more; there is nothing to hand over.');
  }
  if (command.type === 'decline' && command.reason.trim() === '') {
    return refuse('reason-missing', 'A handover is declined with a reason.');
  }
  if (command.type === 'decline') return proposalFault(command.proposal, context.now);
  if (command.type !== 'accept') return null;
  if (context.now <= state.accountableSince) {
    return refuse(
      'time-runs-backwards',
      `Responsibility began at ${iso(state.accountableSince)} and can move only after that; it is ${iso(context.now)}.`,
    );
  }
  return readBackFault(command.readBack, {
    illnessSeverity: handover.illnessSeverity,
    openRedAlertIds: context.openRedAlertIds,
  });
}

function proposalFault(proposal: CounterProposal | undefined, now: number): Refusal | null {
  if (proposal === undefined) return null;
  if (proposal.conditions.trim() === '') return refuse('reason-missing', 'A counter-proposal says its conditions.');
  if (proposal.earliestAt !== null && proposal.earliestAt <= now) {
    return refuse(
      'proposal-not-ahead',
      `The proposed time ${iso(proposal.earliestAt)} is not ahead of now, ${iso(now)}.`,
    );
  }
  return null;
}

function actorFault(handover: HandoverRecord, command: Ending, { actor }: HandoverContext): Refusal | null {
  switch (command.type) {
    case 'accept':
    case 'decline':
      return belongsTo(actor, handover.toTeamId)
        ? null
        : refuse('not-the-receiving-team', `Only the team that the handover is offered to can ${command.type} it.`);
    case 'withdraw':
      return belongsTo(actor, handover.fromTeamId)
        ? null
        : refuse('not-the-accountable-team', 'Only the team that offered the handover can withdraw it.');
    case 'expire':
      return actor === THE_CLOCK
        ? null
        : refuse('only-the-clock', 'A handover expires by its deadline, not by a person.');
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
      { type: 'release-claims', at: context.now },
      { type: 'move-tasks', fromTeamId, toTeamId, at: context.now },
      { type: 'add-tasks-of-letter', handoverId: id, fromTeamId, toTeamId },
      { type: 'tell-patient', handoverId: id, teamId: toTeamId },
      { type: 'cancel-expiry', handoverId: id },
      ...(returnAt === null ? [] : [{ type: 'schedule-return', handoverId: id, at: returnAt } as const]),
      { type: 'announce', kind: 'handover-accepted', handoverId: id, teamIds: bothTeams(handover) },
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
      ...(status === 'expired' ? [] : [{ type: 'cancel-expiry', handoverId: handover.id } as const]),
      { type: 'announce', kind: `handover-${status}`, handoverId: handover.id, teamIds: bothTeams(handover) },
    ],
  };
}

function decided(handover: HandoverRecord, status: HandoverStatus, context: HandoverContext): HandoverRecord {
  return {
    ...handover,
    status,
    version: handover.version + 1,
    decided: { by: context.actorName, at: context.now },
  };
}

const bothTeams = (handover: HandoverRecord): string[] => [handover.fromTeamId, handover.toTeamId];

function whatHappened(handover: HandoverRecord): string {
  const by = handover.decided?.by == null ? '' : ` by ${handover.decided.by}`;
  const at = handover.decided === null ? '' : ` at ${iso(handover.decided.at)}`;
  return `The handover was ${handover.status}${by}${at}.`;
}

const iso = (at: number): string => new Date(at).toISOString();
