import type { RelationKind } from '@samvakt/contract';
import { isVisible } from '@samvakt/contract';
import { type Actor, belongsTo } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';

/*
 * A team may take part in an episode without being accountable for it. The accountable team asks it in and lets it go; a team may also leave
 * by itself. Nothing about responsibility changes with it, and a handover changes nothing about it.
 */

/** What asking a team in, or letting it go, is judged against. */
export type RelationState = {
  /** Null once the episode has ended. */
  readonly accountableTeamId: string | null;
  /** Those that hold now. */
  readonly relations: readonly { readonly id: string; readonly teamId: string; readonly kind: RelationKind }[];
};

/** `teamId`: who is asked in. `relationId`: whose part ends. */
export type RelationCommand =
  | { readonly type: 'add'; readonly teamId: string; readonly kind: RelationKind; readonly reason: string }
  | { readonly type: 'end'; readonly relationId: string };

/** `teamId`: in whose name it is done. */
export type RelationDecision = { readonly ok: true; readonly teamId: string } | Refusal;

/** Judges who may be asked in and let go. Pure: the caller holds the episode's lock. */
export function decideRelation(state: RelationState, command: RelationCommand, actor: Actor): RelationDecision {
  const { accountableTeamId, relations } = state;
  if (accountableTeamId === null) return refuse('episode-ended', 'The follow-up has ended.');
  if (command.type === 'end') {
    const relation = relations.find(({ id }) => id === command.relationId);
    if (relation === undefined) return refuse('no-such-relation', 'There is no such team taking part now.');
    if (belongsTo(actor, accountableTeamId)) return { ok: true, teamId: accountableTeamId };
    if (belongsTo(actor, relation.teamId)) return { ok: true, teamId: relation.teamId };
    return refuse('not-the-accountable-team', 'Only the accountable team, or the team itself, ends its part.');
  }
  if (!belongsTo(actor, accountableTeamId)) {
    return refuse('not-the-accountable-team', 'Only the team that is accountable now asks another team to take part.');
  }
  if (!isVisible(command.reason)) return refuse('reason-missing', 'A reason is needed: every look must have one.');
  if (command.teamId === accountableTeamId)
    return refuse('to-the-same-team', 'The accountable team takes part already.');
  if (relations.some(({ teamId }) => teamId === command.teamId)) {
    return refuse('relation-exists', 'That team takes part already. End that first to change its kind.');
  }
  return { ok: true, teamId: accountableTeamId };
}
