import type { ChangeKind } from '@samvakt/contract';

/** What a decided command does to the world beside the handover itself; carried out in one transaction with it. */
export type HandoverEffect =
  | { readonly type: 'schedule-expiry'; readonly handoverId: string; readonly at: number }
  | { readonly type: 'cancel-expiry'; readonly handoverId: string }
  | { readonly type: 'end-responsibility'; readonly teamId: string; readonly at: number }
  | {
      readonly type: 'begin-responsibility';
      readonly teamId: string;
      readonly at: number;
      readonly handoverId: string;
      /** Shown, and no more: responsibility never moves by itself. */
      readonly plannedUntil: number | null;
    }
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
  /** Told to both teams, so that neither has to ask. */
  | {
      readonly type: 'announce';
      readonly kind: ChangeKind;
      readonly handoverId: string;
      readonly teamIds: readonly string[];
    };
