import type { Comparison } from '../../protocol/expression.ts';
import type { LeafDraft } from './leafState.ts';
import { addToParts, type Parting, partingOf, partOf, sumUp } from './parts.ts';
import type { Reference } from './reference.ts';
import { sufficientOf } from './share.ts';
import { dropOld } from './window.ts';

type Variation = Extract<Comparison, { type: 'variation' }>;

/** The coefficient of variation of a window, in percent: the parts of a mean, and beside them the sum of the squares of each. */
export function compileVariation(leaf: Variation): Reference {
  const { over } = leaf;
  const parting = partingOf(over, partOf(over));
  const isEnough = sufficientOf(leaf);
  const sum = { count: 0, days: 0, mean: Number.NaN };
  const compare = (draft: LeafDraft, at: number, value: number): number => {
    addToParts(draft, parting, at, value);
    sumUp(draft, parting, at, sum);
    const squares = addSquare(draft, parting, at, value * value);
    if (!isEnough(sum) || sum.count < 2 || sum.mean === 0) return Number.NaN;
    const variance = Math.max(0, squares - sum.count * sum.mean * sum.mean) / (sum.count - 1);
    return Math.round((1e8 * Math.sqrt(variance)) / Math.abs(sum.mean)) / 1e6;
  };
  return {
    compare,
    alone: () => Number.NaN,
    evidence: () => ({ window: over, count: sum.count }),
    // Format 1 is older than this leaf.
    fromFormatOne: () => ({}),
  };
}

/** The sum of the squares of the parts that the window still touches, with the new one. The draft keeps them as pairs of part and sum, oldest first. */
function addSquare(draft: LeafDraft, { over, width, size }: Parting, at: number, square: number): number {
  const newest = Math.floor(at / width);
  draft.window ??= [];
  const { window } = draft;
  if (window.at(-2) === newest) window[window.length - 1] = (window.at(-1) ?? 0) + square;
  else window.push(newest, square);
  dropOld(window, Math.max(newest - size + 1, Math.floor((at - over) / width)));
  let total = 0;
  for (let index = 1; index < window.length; index += 2) total += window[index] ?? 0;
  return total;
}
