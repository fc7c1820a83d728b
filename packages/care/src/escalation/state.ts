import type {
  ESCALATION_SKIPS,
  EscalationPolicy,
  EscalationStatus,
  EscalationTarget,
  OpeningHours,
} from '@samvakt/contract';
import type { CoverNow } from '../cover/cover.ts';

/** What the escalation of an alert hangs on. Instants are epoch milliseconds. */
export type EscalatedAlert = {
  readonly status: 'open' | 'claimed' | 'resolved';
  readonly severity: 'red' | 'yellow';
  /** When the pause that holds it back ends; null where none does. */
  readonly pausedUntil: number | null;
};

/** Why a run began: each of these makes the alert nobody's, or another team's, or more serious. */
export type RunReason =
  | 'opened'
  | 'raised'
  | 'reopened'
  | 'released'
  | 'claim-ended'
  | 'handover'
  | 'pause-over'
  | 'team-back'
  | 'found';

/**
 * One time through the policy of one team for one alert, as it is stored. A new run begins whenever the alert becomes somebody else's to answer; the runs
 * of an alert are numbered, and a step belongs to a run and a round for good.
 */
export type EscalationRun = {
  readonly run: number;
  readonly reason: RunReason;
  readonly startedAt: number;
  readonly status: EscalationStatus;
  /** Whose policy it goes through; null until the run has been looked at for the first time. */
  readonly teamId: string | null;
  /** The version of that policy, as it was when the run began. */
  readonly policyVersion: number | null;
  readonly severity: 'red' | 'yellow' | null;
  /** From 0. */
  readonly round: number;
  /** The next step's place in the policy, from 0; its length when all steps of the round have been taken. */
  readonly step: number;
  /** When the next step is wanted, whatever the hours. Null once no step is; and in a run of before this was kept, where `dueAt` says it. */
  readonly wantedAt: number | null;
  /** When it is to be looked at again: there is a timer for it. Null once stopped, and once exhausted unless another team takes over the watch later. */
  readonly dueAt: number | null;
  /** The covering team that has been told in this round. */
  readonly toldCover: string | null;
};

/** The accountable team as it is at the instant of the decision. */
export type EscalatingTeam = {
  readonly teamId: string;
  readonly policy: EscalationPolicy;
  /** The version that is in force now, for a run that begins; a run that has begun is given the policy that it began with. */
  readonly policyVersion: number;
  readonly onDuty: string | null;
  readonly lead: string | null;
  readonly hours: OpeningHours;
  readonly cover: CoverNow;
};

/** Whom a notification is for. */
export type Recipient =
  | { readonly type: 'person'; readonly practitionerId: string }
  | { readonly type: 'team'; readonly teamId: string };

/** A step that somebody is told of, or a step that had nobody to tell. */
type TakenStep = { readonly round: number; readonly step: number; readonly target: EscalationTarget };
/** A step that tells somebody. */
export type EscalationNotification = TakenStep & { readonly to: Recipient };
/** A step that told nobody, and why. */
export type SkippedStep = TakenStep & { readonly reason: (typeof ESCALATION_SKIPS)[number] };

/** The run as it then stands, whom to tell, and what was skipped. */
export type EscalationDecision = {
  readonly next: EscalationRun;
  readonly notifications: readonly EscalationNotification[];
  readonly skipped: readonly SkippedStep[];
  /** Every step has been taken as often as the policy says, and the last answer did not come. */
  readonly gaveUp: boolean;
};
