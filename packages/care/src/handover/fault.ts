import { isVisible } from '@samvakt/contract';
import { belongsTo, THE_CLOCK } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { CounterProposal, EndingCommand, HandoverContext } from './command.ts';
import { readBackFault } from './readBack.ts';
import type { HandoverRecord, HandoverState } from './state.ts';

/** Why a command on a handover that is there cannot be carried out, or null. */
export function endingFault(
  state: HandoverState,
  handover: HandoverRecord,
  command: EndingCommand,
  context: HandoverContext,
): Refusal | null {
  // Who may comes first: a refusal never tells a stranger what happened to the handover.
  const notAllowed = actorFault(handover, command, context);
  if (notAllowed !== null) return notAllowed;
  return command.type === 'call-off' || command.type === 'take-effect'
    ? scheduledFault(handover, command, context)
    : offeredFault(state, handover, command, context);
}

function offeredFault(
  state: HandoverState,
  handover: HandoverRecord,
  command: Exclude<EndingCommand, { type: 'call-off' | 'take-effect' }>,
  context: HandoverContext,
): Refusal | null {
  if (handover.status !== 'offered') return refuse('handover-already-decided', whatHappened(handover));
  if (command.type === 'expire') {
    return context.now < handover.deadlineAt
      ? refuse('deadline-not-passed', `The offer stands until ${iso(handover.deadlineAt)}.`)
      : null;
  }
  const stale = versionFault(handover, command.version);
  if (stale !== null) return stale;
  if (context.now >= handover.deadlineAt) {
    return refuse(
      'deadline-passed',
      `The deadline passed at ${iso(handover.deadlineAt)}. The sending team is still accountable; a new offer is needed.`,
    );
  }
  if (state.accountableTeamId !== handover.fromTeamId) {
    return refuse('episode-ended', 'The sending team is not accountable any more; there is nothing to hand over.');
  }
  if (command.type === 'decline' && !isVisible(command.reason)) {
    return refuse('reason-missing', 'A handover is declined with a reason.');
  }
  if (command.type === 'decline') return proposalFault(command.proposal, context.now);
  if (command.type !== 'accept') return null;
  if (context.now <= state.accountableSince) {
    return refuse(
      'responsibility-just-moved',
      `Responsibility began at ${iso(state.accountableSince)} and can move only after that; it is ${iso(context.now)}.`,
    );
  }
  return readBackFault(command.readBack, {
    illnessSeverity: handover.illnessSeverity,
    openRedAlertIds: context.openRedAlertIds,
  });
}

function scheduledFault(
  handover: HandoverRecord,
  command: Extract<EndingCommand, { type: 'call-off' | 'take-effect' }>,
  { now }: HandoverContext,
): Refusal | null {
  const { status, effectiveAt } = handover;
  if (status === 'offered') return refuse('not-scheduled', 'The offer has not been accepted yet.');
  if (status !== 'scheduled' || effectiveAt === null) {
    return refuse('handover-already-decided', whatHappened(handover));
  }
  if (command.type === 'take-effect') {
    return now < effectiveAt
      ? refuse('effect-not-due', `The handover takes effect at ${iso(effectiveAt)}; it is ${iso(now)}.`)
      : null;
  }
  const stale = versionFault(handover, command.version);
  if (stale !== null) return stale;
  // Whether or not the timer has run: the boundary was agreed, and has been passed.
  if (now >= effectiveAt) {
    return refuse(
      'already-in-effect',
      `The handover took effect at ${iso(effectiveAt)}. A new handover is needed to move it again.`,
    );
  }
  if (!isVisible(command.reason)) return refuse('reason-missing', 'A handover is called off with a reason.');
  return null;
}

function versionFault(handover: HandoverRecord, seen: number): Refusal | null {
  if (seen === handover.version) return null;
  return refuse(
    'version-moved-on',
    `The handover has changed since it was read: version ${handover.version} now, ${seen} then. Read it again.`,
  );
}

function proposalFault(proposal: CounterProposal | undefined, now: number): Refusal | null {
  if (proposal === undefined) return null;
  if (!isVisible(proposal.conditions)) return refuse('reason-missing', 'A counter-proposal says its conditions.');
  if (proposal.earliestAt !== null && proposal.earliestAt <= now) {
    return refuse(
      'proposal-not-ahead',
      `The proposed time ${iso(proposal.earliestAt)} is not ahead of now, ${iso(now)}.`,
    );
  }
  return null;
}

function actorFault(handover: HandoverRecord, command: EndingCommand, { actor }: HandoverContext): Refusal | null {
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
    case 'call-off':
      return belongsTo(actor, handover.fromTeamId) || belongsTo(actor, handover.toTeamId)
        ? null
        : refuse('not-your-team', 'Only the two teams of the handover can call it off.');
    case 'expire':
      return actor === THE_CLOCK
        ? null
        : refuse('only-the-clock', 'A handover expires by its deadline, not by a person.');
    case 'take-effect':
      return actor === THE_CLOCK
        ? null
        : refuse('only-the-clock', 'A scheduled handover takes effect by the clock, not by a person.');
  }
}

function whatHappened(handover: HandoverRecord): string {
  const done = handover.calledOff ?? handover.decided;
  const by = done?.by == null ? '' : ` by ${done.by}`;
  const at = done === null ? '' : ` at ${iso(done.at)}`;
  if (handover.status === 'scheduled') {
    return `The handover was accepted${by}${at}, and takes effect at ${iso(handover.effectiveAt ?? handover.deadlineAt)}.`;
  }
  return `The handover was ${handover.status.replace('-', ' ')}${by}${at}.`;
}

const iso = (at: number): string => new Date(at).toISOString();
