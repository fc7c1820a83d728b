import type { Band, Comparison } from '../../protocol/expression.ts';
import type { LeafDraft } from './leafState.ts';
import { addToParts, partedOf, partingOf, partOf, type Sum, sumUp } from './parts.ts';
import type { Reference } from './reference.ts';

type Share = Extract<Comparison, { type: 'share' }>;
type Dense = Pick<Share, 'over' | 'every' | 'sufficient' | 'minDays'>;

/** The mean of ones and noughts, times a hundred: the parts of a mean hold it, with the count of those in the band in the place of the sum. */
export function compileShare(leaf: Share): Reference {
  const { over, band } = leaf;
  const parting = partingOf(over, partOf(over));
  const isEnough = sufficientOf(leaf);
  const sum = { count: 0, days: 0, mean: Number.NaN };
  const compare = (draft: LeafDraft, at: number, value: number): number => {
    addToParts(draft, parting, at, liesIn(band, value) ? 1 : 0);
    sumUp(draft, parting, at, sum);
    return isEnough(sum) ? Math.round(sum.mean * 1e11) / 1e9 : Number.NaN;
  };
  return {
    compare,
    alone: () => Number.NaN,
    evidence: () => ({ window: over, count: sum.count, band }),
    fromFormatOne: (window) => partedOf(window),
  };
}

function liesIn(band: Band, value: number): boolean {
  if ('below' in band) return value < band.below;
  if ('above' in band) return value > band.above;
  return value >= band.from && value <= band.until;
}

/** Whether a window holds enough of the readings that it should. In whole numbers, so that nothing hangs on a binary fraction. */
export function sufficientOf({ over, every, sufficient, minDays = 1 }: Dense): (sum: Sum) => boolean {
  return ({ count, days }) => 100 * count * every > sufficient * over && days >= minDays;
}

/** Too few readings are nothing that anybody must look at. */
export function mayLack(leaf: Comparison): boolean {
  return (leaf.type === 'share' || leaf.type === 'variation') && leaf.whenTooFew === 'silent';
}
