import type { ChangeKind } from '@samvakt/contract';
import { isVisible } from '@samvakt/contract';
import { type ActorOrClock, belongsTo, THE_CLOCK } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';

/*
 * Limits beyond the range that a protocol allows are proposed by one person and hold only when another person of the accountable team has
 * confirmed them. A proposal rests on the limits that its author saw: where these have changed meanwhile, it cannot be confirmed any more. It goes with the responsibility:
 * after a handover it is a person of the team now accountable who confirms or declines it, as the second person beside an author of the team before. It is confirmed,
 * declined with a reason, or it expires; and while it waits its author can take it back, whichever team is accountable: a slip that he or she sees must not be left to
 * somebody else to find.
 */

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a proposal waits for the second person. *Assumption*: two days and a night shift between them. */
export const LIMITS_PROPOSAL_MS = 3 * DAY_MS;

/** How long limits may hold before they ask to be renewed. *Assumption*: reviewed at least once a year. */
export const MAX_LIMITS_MS = 366 * DAY_MS;

/** Instants are epoch milliseconds. */
export type LimitsProposalState = {
  readonly status: 'pending' | 'confirmed' | 'declined' | 'withdrawn' | 'expired';
  readonly proposedBy: string;
  readonly proposedAt: number;
  readonly deadlineAt: number;
  /** The version of the limits that the author saw, and the newest now; 0: none. */
  readonly basedOnVersion: number;
  readonly currentVersion: number;
  /** The team that is accountable now; null once the episode has ended. */
  readonly accountable: { readonly teamId: string } | null;
};

/** What is done with a proposal; `expire` is the clock's. */
export type LimitsProposalCommand =
  | { readonly type: 'confirm' }
  | { readonly type: 'decline'; readonly reason: string }
  | { readonly type: 'withdraw' }
  | { readonly type: 'expire' };

export type LimitsProposalDecision =
  | {
      readonly ok: true;
      readonly status: Exclude<LimitsProposalState['status'], 'pending'>;
      /** Whether its limits are to be written. */
      readonly takesEffect: boolean;
      readonly announce: Extract<ChangeKind, `limits-proposal-${string}`> | null;
    }
  | Refusal;

/** Judges one act on a proposal. Pure: the caller holds the locks on what `state` was read from. */
export function decideLimitsProposal(
  state: LimitsProposalState,
  command: LimitsProposalCommand,
  { now, actor }: { readonly now: number; readonly actor: ActorOrClock },
): LimitsProposalDecision {
  if (state.status !== 'pending') return refuse('proposal-already-decided', `The proposal is ${state.status}.`);
  if (command.type === 'expire') {
    if (actor !== THE_CLOCK) return refuse('only-the-clock', 'A proposal expires by the clock alone.');
    if (now < state.deadlineAt) return refuse('deadline-not-passed', 'The second person still has time.');
    return { ok: true, status: 'expired', takesEffect: false, announce: 'limits-proposal-expired' };
  }
  const isAuthor = actor !== THE_CLOCK && actor.practitionerId === state.proposedBy;
  if (command.type === 'withdraw') {
    if (state.accountable === null) return refuse('not-the-accountable-team', 'The follow-up has ended.');
    if (!isAuthor) return refuse('not-the-author', 'Only who proposed the limits can take them back.');
    return { ok: true, status: 'withdrawn', takesEffect: false, announce: 'limits-proposal-withdrawn' };
  }
  if (actor === THE_CLOCK || state.accountable === null || !belongsTo(actor, state.accountable.teamId)) {
    return refuse('not-the-accountable-team', 'Only the team that is accountable now decides on a patient’s limits.');
  }
  switch (command.type) {
    case 'decline':
      if (!isVisible(command.reason)) return refuse('reason-missing', 'Say why the limits are declined.');
      return { ok: true, status: 'declined', takesEffect: false, announce: 'limits-proposal-declined' };
    case 'confirm':
      if (isAuthor) return refuse('second-person-needed', 'Somebody else than the author must confirm these limits.');
      if (now >= state.deadlineAt) return refuse('deadline-passed', 'The proposal has expired.');
      if (state.currentVersion !== state.basedOnVersion) {
        return refuse('version-moved-on', 'The limits have changed since this was proposed.');
      }
      return { ok: true, status: 'confirmed', takesEffect: true, announce: null };
  }
}

/** Whether limits may end at `until`: ahead, and not so far that nobody would look at them again. */
export function decideLimitsEnd(until: number, now: number): { readonly ok: true } | Refusal {
  if (until <= now) return refuse('limits-end-not-ahead', 'The limits must end after now.');
  if (until > now + MAX_LIMITS_MS) return refuse('limits-end-too-late', 'Limits are renewed at least once a year.');
  return { ok: true };
}
