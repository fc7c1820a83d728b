import type { ScoreJudgement } from '../../scores/score.ts';
import type { LeafDraft } from './leafState.ts';

/**
 * Leaves of one rule that look at the same score under different limits. The first of them takes a reading into the window and works out what the score comes to; the others
 * take both from it. That never differs from what each would have kept alone, since the leaves of a rule are read in order, and closed together.
 */
export interface SharedScore {
  /** By the first leaf, after it has taken the reading into the window of its draft. Returns the judgement. */
  readonly lead: (draft: LeafDraft, at: number, value: number, judgement: ScoreJudgement) => ScoreJudgement;
  /** By each of the others, for the same reading: their draft gets the same window. */
  readonly follow: (draft: LeafDraft, at: number, value: number) => ScoreJudgement;
}

/** The scores of one rule, by what they are judged by besides readings. */
export type SharedScores = Map<string, SharedScore>;

export function shareScore(): SharedScore {
  let latest: { draft: LeafDraft; at: number; value: number; judgement: ScoreJudgement } | null = null;
  return {
    lead: (draft, at, value, judgement) => {
      latest = { draft, at, value, judgement };
      return judgement;
    },
    follow: (draft, at, value) => {
      if (latest?.at !== at || latest.value !== value)
        throw new RangeError('The leaf that keeps the window has not been given this reading');
      draft.window = latest.draft.window;
      return latest.judgement;
    },
  };
}
