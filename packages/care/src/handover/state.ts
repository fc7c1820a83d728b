import type { HANDOVER_KINDS, HANDOVER_STATUSES, Isbar } from '@samvakt/contract';

export type HandoverStatus = (typeof HANDOVER_STATUSES)[number];
export type HandoverKind = (typeof HANDOVER_KINDS)[number];
export type IllnessSeverity = Isbar['illnessSeverity'];

/** Who did something (a name; null for the clock) and when. */
type Done = { readonly by: string | null; readonly at: number };

/** One handover as far as its rules look at it. Instants are epoch milliseconds. */
export type HandoverRecord = {
  readonly id: string;
  readonly kind: HandoverKind;
  readonly fromTeamId: string;
  readonly toTeamId: string;
  readonly status: HandoverStatus;
  /** 1 when offered, one more with every transition. */
  readonly version: number;
  readonly illnessSeverity: IllnessSeverity;
  readonly deadlineAt: number;
  /** When it takes effect after acceptance; null where that is at once. */
  readonly effectiveAt: number | null;
  /** When a temporary handover is offered back; null where it is for good. */
  readonly returnAt: number | null;
  /** Who answered or ended the offer; null while it is open. */
  readonly decided: Done | null;
  /** Who ended it between acceptance and effect; null where nobody did. */
  readonly calledOff: Done | null;
};

/** Whether another offer must wait: it is being answered, or accepted for a time that has not come. */
export const isOpenHandover = ({ status }: Pick<HandoverRecord, 'status'>): boolean =>
  status === 'offered' || status === 'scheduled';

export const bothTeams = ({ fromTeamId, toTeamId }: HandoverRecord): string[] => [fromTeamId, toTeamId];

/**
 * What a command on an episode's handovers is judged against.
 * `accountableTeamId` is who is accountable at the instant of the command; null once the episode has ended.
 * `handover`: for an offer and a take-over the one that is open now, for every other command the one that it addresses, whatever its status.
 */
export type HandoverState = {
  readonly accountableTeamId: string | null;
  /** When that team became accountable, epoch milliseconds. */
  readonly accountableSince: number;
  readonly handover: HandoverRecord | null;
};
