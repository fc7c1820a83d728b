import { type AccessBasis, RELATION_KINDS, type RelationKind } from '@samvakt/contract';
import type { ResponsibilityPeriod } from '../responsibility/period.ts';

/** How long a team that was accountable may still read: 30 days. An assumption; each agreement between the parties sets its own. */
export const FORMER_ACCESS_MS = 30 * 24 * 60 * 60 * 1000;

/** All that access to one episode hangs on, read at one instant. */
export type AccessQuestion = {
  /** The teams that the person belongs to. */
  readonly memberships: readonly string[];
  /** Null once the episode has ended. */
  readonly accountableTeamId: string | null;
  /** The team that acts on the episode's red alerts now, where that is not the accountable one and there is one to act on; otherwise null. */
  readonly coveringTeamId: string | null;
  /** Teams that take part now without being accountable. */
  readonly relations: readonly { readonly teamId: string; readonly kind: RelationKind }[];
  /** The teams to which a handover of the episode is offered now. */
  readonly openHandoverToTeamIds: readonly string[];
  readonly periods: readonly ResponsibilityPeriod[];
  /** Epoch milliseconds. */
  readonly now: number;
};

/**
 * `mayAct`: alerts, limits, plan and handover of the episode. Who is invited may answer the invitation; who covers may act on red alerts; who supports
 * may add notes to alerts and do its own tasks; otherwise they read.
 */
export type AccessDecision =
  | { readonly allowed: true; readonly basis: AccessBasis; readonly mayAct: boolean; readonly reason: string }
  | { readonly allowed: false; readonly reason: string };

/** Whether a person may see an episode, on the best basis there is, and why. */
export function decideAccess(question: AccessQuestion): AccessDecision {
  const { memberships, accountableTeamId, coveringTeamId, relations, openHandoverToTeamIds, periods, now } = question;
  const own = new Set(memberships);
  if (accountableTeamId !== null && own.has(accountableTeamId)) {
    return { allowed: true, basis: 'accountable', mayAct: true, reason: 'own team is accountable now' };
  }
  if (coveringTeamId !== null && own.has(coveringTeamId)) {
    const reason = 'own team acts on red while the accountable team is off duty';
    return { allowed: true, basis: 'covering', mayAct: false, reason };
  }
  if (openHandoverToTeamIds.some((team) => own.has(team))) {
    return { allowed: true, basis: 'invited', mayAct: false, reason: 'a handover to own team is open' };
  }
  for (const kind of RELATION_KINDS) {
    if (relations.some((relation) => relation.kind === kind && own.has(relation.teamId))) {
      return { allowed: true, basis: kind, mayAct: false, reason: `own team takes part: ${kind}` };
    }
  }
  const ends = periods.filter((period) => own.has(period.teamId) && period.from <= now).map((period) => period.until);
  // A period without end that is not accountable now belongs to another reading of the clock; it counts as ending now.
  const lastUntil = Math.max(...ends.map((until) => Math.min(until ?? now, now)), Number.NEGATIVE_INFINITY);
  if (now - lastUntil < FORMER_ACCESS_MS) {
    return {
      allowed: true,
      basis: 'former',
      mayAct: false,
      reason: `own team was accountable until ${new Date(lastUntil).toISOString()}`,
    };
  }
  return {
    allowed: false,
    reason: Number.isFinite(lastUntil)
      ? `own team was last accountable at ${new Date(lastUntil).toISOString()}, more than 30 days ago`
      : 'own team neither is nor was accountable, takes no part, and no handover to it is open',
  };
}
