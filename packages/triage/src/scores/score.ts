import type { MetricCode } from '@samvakt/contract';

/** One thing that a score is made of, and the metric that observes it. */
interface ScorePart {
  readonly id: string;
  readonly metric: MetricCode;
}

/**
 * A score that is the sum of the points of its parts, more points being worse. A new one is an entry in `registry.ts`: its parts and
 * one pure function.
 */
export interface Score {
  readonly parts: readonly ScorePart[];
  /** What a clinician may set for one patient, by name, with the values that it may have; the first holds where nobody has set another. */
  readonly settings: Readonly<Record<string, readonly number[]>>;
  /**
   * The points of each part, in the order of `parts`. A value is canonical, null where there is none. Null: the points cannot be told, of a part that was
   * not observed or, where they hang on another part, while that one was not.
   */
  readonly points: (
    values: readonly (number | null)[],
    settings: Readonly<Record<string, number>>,
  ) => readonly (number | null)[];
  /** The step of risk, 0 the lowest, of a sum and of the highest points of one part. Never falls when either rises. */
  readonly risk: (sum: number, highest: number) => number;
}

/** `total`: the sum; `single`: the highest points of one part; `risk`: the step of risk. */
export const SCORE_OUTPUTS = ['total', 'single', 'risk'] as const;
export type ScoreOutput = (typeof SCORE_OUTPUTS)[number];

export interface ScoreJudgement {
  /** In the order of the score's parts; null: missing. */
  readonly points: readonly (number | null)[];
  /** No part is missing. Otherwise there is no total, and `outputs` say what the observed parts come to: it can only be more. */
  readonly complete: boolean;
  readonly outputs: Readonly<Record<ScoreOutput, number>>;
}

/** What a score comes to. What was not observed is never taken for 0: it takes away `complete`. */
export function judgeScore(
  score: Score,
  values: readonly (number | null)[],
  settings: Readonly<Record<string, number>>,
): ScoreJudgement {
  const points = score.points(values, settings);
  let total = 0;
  let single = 0;
  let complete = true;
  for (const own of points) {
    if (own === null) {
      complete = false;
      continue;
    }
    total += own;
    single = Math.max(single, own);
  }
  return { points, complete, outputs: { total, single, risk: score.risk(total, single) } };
}
