import type { ReadBack } from '@samvakt/contract';
import type { ActorOrClock } from '../actor.ts';
import type { IllnessSeverity } from './state.ts';

/** `earliestAt`: epoch milliseconds; null where the time is not what stands in the way. */
export type CounterProposal = { readonly earliestAt: number | null; readonly conditions: string };

export type OfferCommand = {
  readonly type: 'offer';
  readonly handoverId: string;
  readonly toTeamId: string;
  readonly illnessSeverity: IllnessSeverity;
  readonly deadlineAt: number;
  /** For a scheduled handover: when it takes effect after acceptance. */
  readonly effectiveAt?: number | null | undefined;
  /** For a temporary handover: when it is offered back. */
  readonly returnAt?: number | null | undefined;
  /** When the actions of the letter are due. */
  readonly actionsDueAt?: readonly number[] | undefined;
  /** The temporary handover whose planned return this is: the one offer that the clock makes. */
  readonly returnOf?: string | undefined;
};

/** Taken over without an offer. `sees`: whether the team may see the episode at all; who may not is told that there is none. */
export type TakeOverCommand = {
  readonly type: 'take-over';
  readonly handoverId: string;
  readonly teamId: string;
  readonly sees: boolean;
  readonly reason: string;
  readonly illnessSeverity: IllnessSeverity;
  readonly firstAction: string;
};

/** What can be done with a handover that is there. `version` is the one that the actor saw. */
export type EndingCommand =
  | { readonly type: 'accept'; readonly version: number; readonly readBack: ReadBack }
  | {
      readonly type: 'decline';
      readonly version: number;
      readonly reason: string;
      /** What the receiver would accept instead. It binds nobody: the sender may make a new offer of it. */
      readonly proposal?: CounterProposal | undefined;
    }
  | { readonly type: 'withdraw'; readonly version: number; readonly reason?: string | undefined }
  | { readonly type: 'expire' }
  /** A scheduled handover reaches its time. */
  | { readonly type: 'take-effect' }
  /** Either side ends a scheduled handover before its time. */
  | { readonly type: 'call-off'; readonly version: number; readonly reason: string };

/** What somebody, or the clock, wants to do. Instants are epoch milliseconds. */
export type HandoverCommand = OfferCommand | TakeOverCommand | EndingCommand;

/** Who acts, when, and what is open at that moment. */
export type HandoverContext = {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly actor: ActorOrClock;
  /** The actor's name, as the colleagues on the other side shall read it. */
  readonly actorName: string | null;
  /** The red alerts of the episode that are open or claimed at this moment. */
  readonly openRedAlertIds: readonly string[];
};
