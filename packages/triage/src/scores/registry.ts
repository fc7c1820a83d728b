import type { MetricCode } from '@samvakt/contract';
import { news2Score } from './news2Score.ts';
import type { Score } from './score.ts';

/** The scores that a rule can name. */
const SCORES = { news2: news2Score } as const satisfies Readonly<Record<string, Score>>;

/** The name of a score in a rule. */
export type ScoreId = keyof typeof SCORES;
export const SCORE_IDS = Object.keys(SCORES) as [ScoreId, ...ScoreId[]];

export function findScore(id: ScoreId): Score {
  return SCORES[id];
}

/** What a score observes, in the order of its parts. */
export function metricsOfScore(id: ScoreId): MetricCode[] {
  return SCORES[id].parts.map(({ metric }) => metric);
}
