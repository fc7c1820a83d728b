import type { HANDOVER_REVIEW_VERDICTS } from '@samvakt/contract';
import { isVisible } from '@samvakt/contract';
import { type ActorOrClock, belongsTo } from '../actor.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { HandoverKind } from './state.ts';

/** What the former team says of a take-over. `version`: the handover's, as it was read. */
export type ReviewAnswer = {
  readonly version: number;
  readonly verdict: (typeof HANDOVER_REVIEW_VERDICTS)[number];
  readonly text: string;
};

/** What an answer is judged against. `answered`: who answered before. */
export type ReviewState = {
  readonly kind: HandoverKind;
  readonly fromTeamId: string;
  readonly version: number;
  readonly answered: { readonly by: string | null; readonly at: number } | null;
};

/** The team that had the responsibility says, once and for the record, what it thinks of a take-over in an emergency. It moves nothing. */
export function decideAfterReview(
  state: ReviewState,
  answer: ReviewAnswer,
  { actor }: { readonly actor: ActorOrClock },
): { readonly ok: true; readonly version: number } | Refusal {
  if (!belongsTo(actor, state.fromTeamId)) {
    return refuse('not-your-team', 'The after-review is answered by the team that had the responsibility.');
  }
  if (state.kind !== 'emergency') {
    return refuse('no-review-wanted', 'Only a take-over in an emergency is reviewed afterwards.');
  }
  if (state.answered !== null) {
    const by = state.answered.by === null ? '' : ` by ${state.answered.by}`;
    return refuse(
      'review-already-answered',
      `The after-review was answered${by} at ${new Date(state.answered.at).toISOString()}.`,
    );
  }
  if (answer.version !== state.version) {
    return refuse('version-moved-on', 'The handover has changed since it was read. Read it again.');
  }
  if (!isVisible(answer.text)) return refuse('reason-missing', 'The after-review is answered in words.');
  return { ok: true, version: state.version + 1 };
}
