import type { NumberInForce } from '../../limits/apply.ts';
import type { Comparison, Quantity, ScoreLeaf } from '../../protocol/expression.ts';
import type { Threshold } from '../alerts/finding.ts';

export type Numbers = Readonly<Record<string, NumberInForce>>;

/** The number that holds for this patient. @throws RangeError when the rule names a number that is not there. */
export function resolve(quantity: Quantity, numbers: Numbers): Threshold {
  if (typeof quantity === 'number') return { name: null, value: quantity, origin: 'protocol' };
  const number = Object.hasOwn(numbers, quantity.number) ? numbers[quantity.number] : undefined;
  if (!number) throw new RangeError(`No number named ${quantity.number} is in force`);
  return { name: quantity.number, value: number.value, origin: number.origin };
}

export function isHigh(test: Comparison['test']): boolean {
  return test === 'above' || test === 'at-least';
}

/** The limit itself does not cross. */
export function isStrict(test: Comparison['test']): boolean {
  return test === 'above' || test === 'below';
}

/**
 * The value at which the comparison clears. A patient's limit may have pushed `set` past a fixed `clear`; then the two fall together, so
 * that nothing clears while it still crosses.
 */
export function clearValue(
  comparison: Pick<Comparison | ScoreLeaf, 'test' | 'clear'>,
  set: number,
  numbers: Numbers,
): number {
  const { clear } = comparison;
  const high = isHigh(comparison.test);
  if (clear === undefined) return set;
  if (typeof clear === 'object' && 'margin' in clear) return high ? set - clear.margin : set + clear.margin;
  const value = resolve(clear, numbers).value;
  return high ? Math.min(value, set) : Math.max(value, set);
}
