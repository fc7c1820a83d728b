import type { Handover, HandoverRequest, Isbar } from '@samvakt/contract';
import { epochMs } from '../format/format.ts';
import { DEADLINE_HOURS, DEFAULT_DEADLINE_HOURS, deadlineAfter } from './deadlines.ts';

/** What a form of an offer begins with. Instants are epoch milliseconds. */
export type OfferStart = {
  readonly toTeamId: string;
  readonly isbar: Partial<Isbar>;
  readonly deadlineHours: number;
  readonly effectiveAt: number | null;
  readonly returnAt: number | null;
  /** The request that it answers. */
  readonly requestId: string | undefined;
};

export const BLANK: OfferStart = {
  toTeamId: '',
  isbar: {},
  deadlineHours: DEFAULT_DEADLINE_HOURS,
  effectiveAt: null,
  returnAt: null,
  requestId: undefined,
};

/** The letter that was declined, at the time that the receiver proposed. It is read and signed anew. */
export function startOfProposal(declined: Handover, now: number): OfferStart {
  const returnAt = declined.returnAt == null ? null : epochMs(declined.returnAt);
  return {
    ...BLANK,
    ...wishedAt(declined.counterProposal?.earliestAt ?? null, now),
    toTeamId: declined.toTeam.id,
    // What stands in the place of a letter that cannot be read is nobody's words, to be signed by nobody.
    isbar: declined.unreadable?.includes('isbar') ? {} : declined.isbar,
    returnAt: returnAt !== null && returnAt > now ? returnAt : null,
  };
}

/** An offer to the team that asked, from when it asked for. */
export function startOfRequest(request: HandoverRequest, now: number): OfferStart {
  return { ...BLANK, ...wishedAt(request.wantedAt, now), toTeamId: request.team.id, requestId: request.id };
}

/** The wished time, with a deadline for the answer that comes before it. A time that is (almost) here is no other than at once. */
function wishedAt(wished: string | null, now: number): Pick<OfferStart, 'effectiveAt' | 'deadlineHours'> {
  const effectiveAt = wished === null ? null : epochMs(wished);
  const fits = DEADLINE_HOURS.filter((hours) => effectiveAt !== null && deadlineAfter(hours, now) <= effectiveAt);
  const longest = fits.findLast((hours) => hours <= DEFAULT_DEADLINE_HOURS);
  return longest === undefined
    ? { effectiveAt: null, deadlineHours: DEFAULT_DEADLINE_HOURS }
    : { effectiveAt, deadlineHours: longest };
}
