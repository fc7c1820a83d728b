import type { EpisodeStatus } from '@samvakt/contract';
import { type Actor, belongsTo } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** What a review is judged against at the instant of its commit. Instants are epoch milliseconds. */
export type ReviewState = {
  readonly accountableTeamId: string | null;
  /** When the team that is accountable now became so. */
  readonly accountableSince: number;
  /** Computed at this instant; never one that was stored. */
  readonly status: EpisodeStatus;
  /** A pause runs now, whatever it is about: who is away is not looked at. */
  readonly paused: boolean;
  /** When an alert of the episode last opened, changed or was closed; null when there never was one. */
  readonly alertsChangedAt: number | null;
};

/**
 * Whether somebody may say "looked at, all is well" of an episode that was green when it was seen at `seenAt`. Only of one that is green and not paused now, and
 * in which no alert has come or gone meanwhile: who looked did not see it.
 */
export function decideReview(
  state: ReviewState,
  { seenAt }: { readonly seenAt: number },
  { actor }: { readonly actor: Actor },
): { readonly ok: true } | Refusal {
  if (state.accountableTeamId === null) return refuse('episode-ended', 'The follow-up has ended.');
  if (!belongsTo(actor, state.accountableTeamId)) {
    return refuse('not-the-accountable-team', 'Only the team that is accountable now can say that all is well.');
  }
  if (state.status !== 'green') {
    return refuse('not-green', `The follow-up is ${state.status} now. All is well can be said of green ones only.`);
  }
  if (state.paused) {
    return refuse('paused-now', 'A pause is running. All is well cannot be said of what is paused.');
  }
  const changedAt = Math.max(state.alertsChangedAt ?? Number.NEGATIVE_INFINITY, state.accountableSince);
  if (changedAt > seenAt) {
    return refuse(
      'changed-since-seen',
      `Something has happened at ${new Date(changedAt).toISOString()}, after the list was read. Look at the patient first.`,
    );
  }
  return { ok: true };
}
