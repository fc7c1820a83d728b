import { type Actor, belongsTo } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** What the end of an episode is judged against. Instants are epoch milliseconds. */
export type EpisodeEndState = {
  /** Null once the episode has ended. */
  readonly accountableTeamId: string | null;
  /** When the team that is accountable now became so. */
  readonly accountableSince: number;
  readonly handoverOpen: boolean;
  readonly openAlerts: number;
  readonly openTasks: number;
};

/**
 * An episode ends only when it leaves nothing behind: no alert or task that nobody would own, no offer that nobody could accept.
 */
export function decideEpisodeEnd(
  state: EpisodeEndState,
  context: { readonly now: number; readonly actor: Actor },
): { readonly ok: true } | Refusal {
  if (state.accountableTeamId === null) return refuse('episode-ended', 'The follow-up has ended already.');
  if (!belongsTo(context.actor, state.accountableTeamId)) {
    return refuse('not-the-accountable-team', 'Only the team that is accountable now can end the follow-up.');
  }
  if (state.handoverOpen) {
    return refuse(
      'handover-already-open',
      'A handover is open. Withdraw it, or let the receiving team answer, before ending.',
    );
  }
  if (state.openAlerts > 0) {
    return refuse(
      'alerts-open',
      `${state.openAlerts} alerts are not closed. Close each with an outcome before ending.`,
    );
  }
  if (state.openTasks > 0) {
    return refuse('tasks-open', `${state.openTasks} tasks are not closed. Finish or cancel each before ending.`);
  }
  if (context.now <= state.accountableSince) {
    return refuse(
      'responsibility-just-moved',
      `The team became accountable at ${new Date(state.accountableSince).toISOString()}; the end must come after that.`,
    );
  }
  return { ok: true };
}
