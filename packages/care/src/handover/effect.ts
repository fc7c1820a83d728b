import type { ChangeKind } from '@samvakt/contract';
import type { HandoverRecord } from './state.ts';

/** What a decided command does to the world beside the handover itself; carried out in one transaction with it. */
export type HandoverEffect =
  | { readonly type: 'schedule-expiry'; readonly handoverId: string; readonly at: number }
  | { readonly type: 'cancel-expiry'; readonly handoverId: string }
  /** Tells the receiving team, before the deadline, that an answer is wanted. */
  | { readonly type: 'schedule-reminder'; readonly handoverId: string; readonly at: number }
  | { readonly type: 'cancel-reminder'; readonly handoverId: string }
  | { readonly type: 'end-responsibility'; readonly teamId: string; readonly at: number }
  | {
      readonly type: 'begin-responsibility';
      readonly teamId: string;
      readonly at: number;
      readonly handoverId: string;
      /** Shown, and no more: responsibility never moves by itself. */
      readonly plannedUntil: number | null;
    }
  /**
   * Writes the boundary that lies ahead: the sender's period ends and the receiver's begins at `at`. From then on the move needs nobody: who is
   * accountable at an instant is who holds the period around it, whether or not a timer has run.
   */
  | (Boundary & { readonly type: 'plan-responsibility'; readonly plannedUntil: number | null })
  /** Takes such a boundary back: the sender's period is without end again. */
  | (Boundary & { readonly type: 'unplan-responsibility' })
  /** Says in the feed that the boundary has been passed, at the instant that was agreed. */
  | (Boundary & { readonly type: 'tell-responsibility' })
  | { readonly type: 'schedule-effect'; readonly handoverId: string; readonly at: number }
  | { readonly type: 'cancel-effect'; readonly handoverId: string }
  | { readonly type: 'schedule-return'; readonly handoverId: string; readonly at: number }
  /** Claims belong to people of the team that was accountable: the alerts go back to open, to be claimed anew. */
  | { readonly type: 'release-claims'; readonly at: number }
  /** The sender's open tasks become the receiver's, nobody's in particular; those of other teams stay theirs. */
  | { readonly type: 'move-tasks'; readonly fromTeamId: string; readonly toTeamId: string; readonly at: number }
  /** Every action of the letter becomes a task of the team that it names. */
  | {
      readonly type: 'add-tasks-of-letter';
      readonly handoverId: string;
      readonly fromTeamId: string;
      readonly toTeamId: string;
    }
  /** The patient is told who follows from now on. */
  | { readonly type: 'tell-patient'; readonly handoverId: string; readonly teamId: string }
  /** The handover that was open when somebody took over in an emergency, as it stands after. */
  | { readonly type: 'supersede'; readonly handover: HandoverRecord }
  /** Told to both teams, so that neither has to ask. */
  | {
      readonly type: 'announce';
      readonly kind: ChangeKind;
      readonly handoverId: string;
      readonly teamIds: readonly string[];
      /** For one that takes effect later: when. */
      readonly effectiveAt?: number;
    };

type Boundary = {
  readonly fromTeamId: string;
  readonly toTeamId: string;
  readonly at: number;
  readonly handoverId: string;
};
