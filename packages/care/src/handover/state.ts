import type { HANDOVER_STATUSES, Isbar } from '@samvakt/contract';

export type HandoverStatus = (typeof HANDOVER_STATUSES)[number];
export type IllnessSeverity = Isbar['illnessSeverity'];

/** One handover as far as its rules look at it. Instants are epoch milliseconds. */
export type HandoverRecord = {
  readonly id: string;
  readonly fromTeamId: string;
  readonly toTeamId: string;
  readonly status: HandoverStatus;
  /** 1 when offered, one more with every transition. */
  readonly version: number;
  readonly illnessSeverity: IllnessSeverity;
  readonly deadlineAt: number;
  /** When a temporary handover is offered back; null where it is for good. */
  readonly returnAt: number | null;
  /** Who ended it (a name; null for the clock) and when; null while it is open. */
  readonly decided: { readonly by: string | null; readonly at: number } | null;
};

/**
 * What a command on an episode's handovers is judged against.
 * `accountableTeamId` is null once the episode has ended.
 * `handover`: for an offer the one that is open now, for every other command the one that it addresses, whatever its status.
 */
export type HandoverState = {
  readonly accountableTeamId: string | null;
  /** When that team became accountable, epoch milliseconds. */
  readonly accountableSince: number;
  readonly handover: HandoverRecord | null;
};
