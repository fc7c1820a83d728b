import type { HANDOVER_REQUEST_STATUSES } from '@samvakt/contract';
import { isVisible } from '@samvakt/contract';
import { type ActorOrClock, belongsTo } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { EFFECT_AT_MOST_DAYS } from './bounds.ts';

/*
 * A request in one paragraph. A team that knows the patient asks for the responsibility, with a reason and perhaps a time. It moves nothing: the
 * accountable team answers by an offer made of it, or refuses with a reason; the asker may take it back. It is addressed to whoever is
 * accountable when it is answered, so that it follows a handover to somebody else. It lapses when the asker has got the responsibility in another
 * way, when the follow-up ends, or when nobody has answered within two weeks.
 */

type HandoverRequestStatus = (typeof HANDOVER_REQUEST_STATUSES)[number];

/** A request as far as its rules look at it. */
export type HandoverRequestRecord = {
  readonly id: string;
  /** Who asks. */
  readonly teamId: string;
  readonly status: HandoverRequestStatus;
  readonly version: number;
};

export type HandoverRequestState = {
  /** Null once the episode has ended. */
  readonly accountableTeamId: string | null;
  /** To ask: the asking team's request that is open. Otherwise the one that the command addresses. */
  readonly request: HandoverRequestRecord | null;
};

export type HandoverRequestCommand =
  | {
      readonly type: 'ask';
      readonly requestId: string;
      readonly teamId: string;
      /** Whether the team may see the episode, or follows the same patient for something else. */
      readonly knows: boolean;
      readonly reason: string;
      /** When it would take over, epoch milliseconds; null: as soon as may be. */
      readonly wantedAt: number | null;
    }
  /** The accountable team's offer, made of the request. */
  | { readonly type: 'answer'; readonly toTeamId: string }
  | { readonly type: 'refuse'; readonly version: number; readonly reason: string }
  | { readonly type: 'withdraw'; readonly version: number };

export type HandoverRequestDecision = { readonly ok: true; readonly next: HandoverRequestRecord } | Refusal;

/** Judges one command on a request. Who may comes first, so that a stranger is told nothing. */
export function decideHandoverRequest(
  state: HandoverRequestState,
  command: HandoverRequestCommand,
  { now, actor }: { readonly now: number; readonly actor: ActorOrClock },
): HandoverRequestDecision {
  if (command.type === 'ask') return decideAsk(state, command, { now, actor });
  const { accountableTeamId, request } = state;
  if (request === null) return refuse('no-such-request', 'There is no such request.');
  const mine = command.type === 'withdraw' ? request.teamId : accountableTeamId;
  if (!belongsTo(actor, mine)) {
    return command.type === 'withdraw'
      ? refuse('not-your-team', 'A request is taken back by the team that made it.')
      : refuse('not-the-accountable-team', 'Only the team that is accountable now can answer the request.');
  }
  if (request.status !== 'open') return refuse('request-already-answered', `The request is ${request.status} already.`);
  if (command.type === 'answer') {
    return command.toTeamId === request.teamId
      ? closed(request, 'answered')
      : refuse('request-of-another-team', 'The offer goes to another team than the one that asked.');
  }
  if (command.version !== request.version) {
    return refuse('version-moved-on', 'The request has changed since it was read. Read it again.');
  }
  if (command.type === 'withdraw') return closed(request, 'withdrawn');
  return !isVisible(command.reason)
    ? refuse('reason-missing', 'A request is refused with a reason.')
    : closed(request, 'refused');
}

function decideAsk(
  { accountableTeamId, request: open }: HandoverRequestState,
  command: Extract<HandoverRequestCommand, { type: 'ask' }>,
  { now, actor }: { readonly now: number; readonly actor: ActorOrClock },
): HandoverRequestDecision {
  const { requestId, teamId, knows, reason, wantedAt } = command;
  // Of the person, and tells nothing of the follow-up.
  if (!belongsTo(actor, teamId)) return refuse('not-your-team', 'A team asks by one of its own.');
  if (!knows) return refuse('no-such-episode', 'There is no such follow-up.');
  if (accountableTeamId === null) {
    return refuse('episode-ended', 'The follow-up has ended; there is nothing to ask for.');
  }
  if (teamId === accountableTeamId) return refuse('to-the-same-team', 'The team is accountable already.');
  if (!isVisible(reason)) return refuse('reason-missing', 'A request says why.');
  if (wantedAt !== null && wantedAt <= now) {
    return refuse('proposal-not-ahead', `The wished time ${iso(wantedAt)} is not ahead of now, ${iso(now)}.`);
  }
  const farthest = now + EFFECT_AT_MOST_DAYS * 86_400_000;
  if (wantedAt !== null && wantedAt > farthest) {
    return refuse(
      'effect-too-far',
      `The wished time ${iso(wantedAt)} is more than ${EFFECT_AT_MOST_DAYS} days ahead; at most ${iso(farthest)}.`,
    );
  }
  if (open !== null) return refuse('request-already-open', 'The team has asked already, and waits for the answer.');
  return { ok: true, next: { id: requestId, teamId, status: 'open', version: 1 } };
}

const closed = (request: HandoverRequestRecord, status: HandoverRequestStatus): HandoverRequestDecision => ({
  ok: true,
  next: { ...request, status, version: request.version + 1 },
});

const iso = (at: number): string => new Date(at).toISOString();
