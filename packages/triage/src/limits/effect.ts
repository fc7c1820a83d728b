import type { Comparison, Expression, Leaf, Quantity, ScoreLeaf, Sustained } from '../protocol/expression.ts';
import type { Protocol } from '../protocol/schema.ts';

/**
 * Another limit of the same rule that is reached by every reading that reaches this one, as soon or sooner: an alternative of the same level (red at one reading, beside red at two), or the
 * red limit of a yellow one. While the number is `when` the other (`by`: a named number, or one written in the rule) it changes nothing.
 */
export interface Overtaking {
  readonly number: string;
  readonly by: Quantity;
  readonly when: Comparison['test'];
}

/** One of a patient's limits that can have no effect, and the limit that makes it so. `by`: null where that is written in the rule itself. */
export interface WithoutEffect {
  readonly number: string;
  readonly value: number;
  readonly by: string | null;
  readonly byValue: number;
}

/** By which limits those of a protocol can be overtaken. What is denied, or must hold together with something else, is left out: there it depends on more. */
export function overtakings({ rules }: Protocol): Overtaking[] {
  const found = new Map<string, Overtaking>();
  for (const { levels } of rules) {
    const reds = levels.red ? alternatives(levels.red.when) : [];
    const yellows = levels.yellow ? alternatives(levels.yellow.when) : [];
    for (const [leaves, others] of [
      [reds, reds],
      [yellows, yellows],
      [yellows, reds],
    ] as const) {
      for (const leaf of leaves) {
        for (const other of others) {
          const one = overtaking(leaf, other);
          if (one) found.set(JSON.stringify(one), one);
        }
      }
    }
  }
  return [...found.values()];
}

/** Whether a limit at `value` has no effect beside one at `by`, in the relation that `overtakings` names. */
function isOvertaken(when: Overtaking['when'], value: number, by: number): boolean {
  switch (when) {
    case 'below':
      return value < by;
    case 'at-most':
      return value <= by;
    case 'above':
      return value > by;
    case 'at-least':
      return value >= by;
  }
}

/**
 * Which limits would have no effect with these numbers of the patient's own (`values`), where at least one of the two is among them. `standardOf` tells the protocol's
 * own number, undefined where it has none of that name.
 */
export function withoutEffect(
  overtakings: readonly Overtaking[],
  values: Readonly<Record<string, number>>,
  standardOf: (name: string) => number | undefined,
): WithoutEffect[] {
  const inForce = (name: string) => (Object.hasOwn(values, name) ? values[name] : standardOf(name));
  return overtakings.flatMap(({ number, by, when }) => {
    const other = typeof by === 'number' ? null : by.number;
    if (!Object.hasOwn(values, number) && (other === null || !Object.hasOwn(values, other))) return [];
    const value = inForce(number);
    const byValue = typeof by === 'number' ? by : inForce(by.number);
    if (value === undefined || byValue === undefined || !isOvertaken(when, value, byValue)) return [];
    return [{ number, value, by: other, byValue }];
  });
}

type Limit = Comparison | ScoreLeaf;

/** The leaves each of which is enough. */
function alternatives(expression: Expression): Limit[] {
  if (expression.type === 'any') return expression.of.flatMap(alternatives);
  return 'set' in expression ? [expression] : [];
}

function overtaking(leaf: Limit, other: Limit): Overtaking | null {
  if (leaf === other || typeof leaf.set === 'number' || JSON.stringify(leaf.set) === JSON.stringify(other.set))
    return null;
  if (looksAt(leaf) !== looksAt(other) || !isAsSoon(sustainedOf(other), sustainedOf(leaf))) return null;
  const low = isLow(leaf);
  // At the very value, where this one counts it and the other does not, it still says something.
  const same = includes(other) || !includes(leaf);
  return {
    number: leaf.set.number,
    by: other.set,
    when: low ? (same ? 'at-most' : 'below') : same ? 'at-least' : 'above',
  };
}

const isLow = ({ test }: Limit): boolean => test === 'below' || test === 'at-most';
const includes = ({ test }: Limit): boolean => test === 'at-most' || test === 'at-least';
const sustainedOf = (leaf: Leaf): Sustained | undefined => ('sustained' in leaf ? leaf.sustained : undefined);

/** Whether whatever has lasted by the second has lasted by the first as well. */
function isAsSoon(first: Sustained | undefined, second: Sustained | undefined): boolean {
  if (first === undefined || JSON.stringify(first) === JSON.stringify(second)) return true;
  if (second === undefined || !('readings' in first) || !('readings' in second)) return false;
  const isPlain = first.of === undefined && second.of === undefined;
  const gap = (one: typeof first) => one.maxGap ?? Number.POSITIVE_INFINITY;
  return isPlain && first.readings <= second.readings && gap(first) >= gap(second);
}

/** What is measured, and in which direction. */
function looksAt(leaf: Limit): string {
  const { set: _set, test: _test, clear: _clear, ...rest } = leaf;
  const { sustained: _sustained, recovery: _recovery, ...what } = { sustained: null, recovery: null, ...rest };
  return JSON.stringify([isLow(leaf), Object.entries(what).toSorted()]);
}
