import { type LeafState, PLAIN_FALSE } from '../leaves/leafState.ts';
import type { Concern } from './compile.ts';

/** The values strictly between the two. */
export interface Range {
  readonly above: number;
  readonly below: number;
}

export const EVERYTHING: Range = { above: Number.NEGATIVE_INFINITY, below: Number.POSITIVE_INFINITY };

/**
 * The ordinary reading of one metric: no leaf that looks at values by themselves crosses anything, and all of these say no and remember nothing. Then
 * only the rules are judged that take every reading into a window, or whose truth can change with age.
 */
export interface Calm extends Range {
  /** The leaves that such a value leaves as they are, by their places. */
  readonly still: readonly number[];
  readonly moving: readonly Concern[];
}

export function calmOf(concerns: readonly Concern[]): Calm | null {
  let { above, below } = EVERYTHING;
  const still: number[] = [];
  const moving: Concern[] = [];
  for (const concern of concerns) {
    if (concern.rule.broken !== null) return null;
    const ranges = concern.leaves.flatMap((leaf) => leaf.calm ?? []);
    if (concern.rule.perishes || ranges.length < concern.leaves.length) {
      moving.push(concern);
      continue;
    }
    above = Math.max(above, ...ranges.map((range) => range.above));
    below = Math.min(below, ...ranges.map((range) => range.below));
    still.push(...concern.places);
  }
  return { above, below, still, moving };
}

/** Whether the reading is an ordinary one for these leaves. */
export function isCalm({ above, below, still }: Calm, leaves: readonly LeafState[], value: number): boolean {
  if (!(value > above && value < below)) return false;
  for (const place of still) if (leaves[place] !== PLAIN_FALSE) return false;
  return true;
}
