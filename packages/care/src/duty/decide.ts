import { type Actor, belongsTo } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** The longest time that one person has the duty without a break in the list. *Assumption*: longer is a forgotten entry. */
export const MAX_DUTY_MS = 14 * 24 * 60 * 60 * 1000;

/** Who has a team's duty, from (inclusive) until (exclusive): epoch milliseconds. */
export type DutyRecord = {
  readonly id: string;
  readonly teamId: string;
  readonly practitionerId: string;
  readonly name: string;
  readonly from: number;
  readonly until: number;
};

/** What setting a duty hangs on: the team's people, and its duties that are not over. */
export type DutyState = {
  readonly teamId: string;
  readonly memberIds: readonly string[];
  readonly duties: readonly DutyRecord[];
};

/**
 * Judges who is to have a team's duty. One person at a time: two would each think that the other answers. Anybody of the team sets it (*assumption*: no
 * source says who keeps the list), also for a colleague.
 */
export function decideNewDuty(
  state: DutyState,
  wanted: { readonly practitionerId: string; readonly from: number; readonly until: number },
  { now, actor }: { readonly now: number; readonly actor: Actor },
): { readonly ok: true } | Refusal {
  const refusal = refuseStranger(state, wanted.practitionerId, actor);
  if (refusal !== null) return refusal;
  const { from, until } = wanted;
  if (from < now || until <= from)
    return refuse('duty-not-ahead', 'A duty begins now or later, and ends after it has begun.');
  if (until - from > MAX_DUTY_MS) return refuse('duty-too-long', 'One person has the duty for 14 days at most.');
  const taken = state.duties.find((duty) => duty.from < until && from < duty.until);
  if (taken !== undefined)
    return refuse('duty-taken', `${taken.name} has the duty from ${iso(taken.from)} until ${iso(taken.until)}.`);
  return { ok: true };
}

/** Ends a duty that runs, or takes one away that has not begun. `endedAt` null: it is taken away. */
export function decideDutyEnd(
  duty: DutyRecord,
  { now, actor }: { readonly now: number; readonly actor: Actor },
): { readonly ok: true; readonly endedAt: number | null } | Refusal {
  if (!belongsTo(actor, duty.teamId)) return refuse('not-your-team', 'A team’s duty is set by one of its own.');
  if (duty.until <= now) return refuse('duty-over', `${duty.name}’s duty ended at ${iso(duty.until)}.`);
  return { ok: true, endedAt: duty.from < now ? now : null };
}

/** Judges who leads a team: one of its own, or nobody. */
export function decideLead(
  state: Pick<DutyState, 'teamId' | 'memberIds'>,
  practitionerId: string | null,
  actor: Actor,
): { readonly ok: true } | Refusal {
  return refuseStranger(state, practitionerId, actor) ?? { ok: true };
}

function refuseStranger(
  { teamId, memberIds }: Pick<DutyState, 'teamId' | 'memberIds'>,
  practitionerId: string | null,
  actor: Actor,
): Refusal | null {
  if (!belongsTo(actor, teamId)) return refuse('not-your-team', 'This is set by somebody of the team.');
  if (practitionerId !== null && !memberIds.includes(practitionerId))
    return refuse('person-not-in-team', 'That person is not in the team.');
  return null;
}

const iso = (at: number): string => new Date(at).toISOString();
