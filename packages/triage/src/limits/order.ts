import type { Expression, Leaf, Quantity } from '../protocol/expression.ts';
import type { Protocol } from '../protocol/schema.ts';

/** `red` must not be passed by `yellow`: the one is to be at the least, or at the most, what the other is. Both are names of numbers. */
export interface NumberOrder {
  readonly yellow: string;
  readonly red: string;
  /** `at-least`: readings that are too low; the yellow limit lies at the red one or above it. `at-most`: readings that are too high. */
  readonly yellowIs: 'at-least' | 'at-most';
}

/**
 * Which of a protocol's named numbers are the yellow and the red limit of the same thing: of one rule, two leaves that look at the same in the same way. Only what
 * the protocol's own numbers keep is demanded of a patient's.
 */
export function numberOrders(protocol: Protocol): NumberOrder[] {
  const found = new Map<string, NumberOrder>();
  for (const { levels } of protocol.rules) {
    if (!levels.red || !levels.yellow) continue;
    const reds = named(levels.red.when);
    for (const yellow of named(levels.yellow.when)) {
      // A red limit that makes yellow by fewer readings is not a yellow limit.
      if (reds.some(({ number }) => number === yellow.number)) continue;
      for (const red of reds) {
        if (red.looksAt !== yellow.looksAt) continue;
        const yellowIs = yellow.low ? 'at-least' : 'at-most';
        const order = { yellow: yellow.number, red: red.number, yellowIs } as const;
        if (keeps(order, (name) => protocol.numbers[name]?.value)) found.set(`${order.yellow} ${order.red}`, order);
      }
    }
  }
  return [...found.values()];
}

/** The orders that a patient's numbers would turn round, the protocol's own standing where the patient has none. */
export function turnedRound(protocol: Protocol, values: Readonly<Record<string, number>>): NumberOrder[] {
  return numberOrders(protocol).filter((order) => !keeps(order, (name) => inForce(protocol, values, name)));
}

/** What a number would be with these of the patient's own: the protocol's where the patient has none; undefined where there is no such number. */
const inForce = (
  protocol: Pick<Protocol, 'numbers'>,
  values: Readonly<Record<string, number>>,
  name: string,
): number | undefined => (Object.hasOwn(values, name) ? values[name] : protocol.numbers[name]?.value);

/** Which of the patient's own numbers to name: the yellow one, unless only the red one was moved. */
export const blamed = ({ yellow, red }: NumberOrder, values: Readonly<Record<string, number>>): string =>
  Object.hasOwn(values, yellow) || !Object.hasOwn(values, red) ? yellow : red;

function keeps({ yellow, red, yellowIs }: NumberOrder, heldBy: (name: string) => number | undefined): boolean {
  const [one, other] = [heldBy(yellow), heldBy(red)];
  // A number that is not there is another fault.
  if (one === undefined || other === undefined) return true;
  return yellowIs === 'at-least' ? one >= other : one <= other;
}

type Comparing = Extract<Leaf, { set: Quantity }>;
type Named = { number: string; low: boolean; looksAt: string };

/** The leaves that compare with a named number. What is denied (`not`) is left out: there more is less. */
function named(expression: Expression): Named[] {
  switch (expression.type) {
    case 'all':
    case 'any':
    case 'at-least':
      return expression.of.flatMap(named);
    default:
      return 'set' in expression ? namedOf(expression) : [];
  }
}

function namedOf(leaf: Comparing): Named[] {
  if (typeof leaf.set === 'number') return [];
  const low = leaf.test === 'below' || leaf.test === 'at-most';
  // How long a crossing lasts, and when it clears, may differ between the levels; what is measured may not.
  const { set: _set, test: _test, clear: _clear, ...rest } = leaf;
  const { sustained: _sustained, recovery: _recovery, ...looksAt } = { sustained: null, recovery: null, ...rest };
  return [{ number: leaf.set.number, low, looksAt: JSON.stringify([low, Object.entries(looksAt).toSorted()]) }];
}
