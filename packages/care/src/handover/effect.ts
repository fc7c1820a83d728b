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
  /** Told to both teams, so that neither has to ask. */
  | {
      readonly type: 'announce';
      readonly kind: ChangeKind;
      readonly handoverId: string;
      readonly teamIds: readonly string[];
    };
