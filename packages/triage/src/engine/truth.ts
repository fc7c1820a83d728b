import type { MetricCode } from '@samvakt/contract';
import type { Expression, Leaf } from '../protocol/expression.ts';
import type { LeafState } from './leafState.ts';

/** Three-valued: 1 true, 0 false, -1 unknown. Unknown never opens an alert and never clears one. */
type Truth = 1 | 0 | -1;

/** What an expression looks at besides its leaves: when each metric was last read, and the event that is judged. */
export interface Sight {
  readonly leaves: readonly LeafState[];
  readonly seen: Readonly<Record<string, number>>;
  readonly at: number;
  /** Ask what would hold if every leaf that is recovering had already cleared. */
  readonly asIfRecovered: boolean;
}

export type Judge = (sight: Sight) => Truth;

/** Turns an expression into a function, numbering its leaves through `place`. */
export function compileExpression(
  expression: Expression,
  place: (leaf: Leaf) => number,
  within = Number.POSITIVE_INFINITY,
): Judge {
  switch (expression.type) {
    case 'all': {
      const parts = compileParts(expression.of, place, narrower(within, expression.within));
      return (sight) => atLeast(parts, parts.length, sight);
    }
    case 'at-least': {
      const parts = compileParts(expression.of, place, narrower(within, expression.within));
      const { count } = expression;
      return (sight) => atLeast(parts, count, sight);
    }
    case 'any': {
      const parts = compileParts(expression.of, place, within);
      return (sight) => atLeast(parts, 1, sight);
    }
    case 'not': {
      const part = compileExpression(expression.of, place, within);
      return (sight) => {
        const truth = part(sight);
        return truth === -1 ? -1 : truth === 1 ? 0 : 1;
      };
    }
    default:
      return compileLeafTruth(expression, place(expression), within);
  }
}

function compileParts(parts: readonly Expression[], place: (leaf: Leaf) => number, within: number): Judge[] {
  return parts.map((part) => compileExpression(part, place, within));
}

function narrower(outer: number, inner: number | undefined): number {
  return inner === undefined ? outer : Math.min(outer, inner);
}

/** True when `count` parts are; false when so many are false that it cannot be; otherwise not known. */
function atLeast(parts: readonly Judge[], count: number, sight: Sight): Truth {
  let yes = 0;
  let possible = parts.length;
  for (const part of parts) {
    const truth = part(sight);
    if (truth === 1) yes += 1;
    else if (truth === 0) possible -= 1;
  }
  if (yes >= count) return 1;
  return possible < count ? 0 : -1;
}

function compileLeafTruth(leaf: Leaf, index: number, within: number): Judge {
  const metric: MetricCode = leaf.metric;
  // Being missing is known at every instant; only readings grow old.
  const perishes = leaf.type !== 'missing' && within !== Number.POSITIVE_INFINITY;
  return (sight) => {
    const state = sight.leaves[index];
    if (!state) return -1;
    if (perishes && sight.at - (sight.seen[metric] ?? Number.NEGATIVE_INFINITY) > within) return -1;
    switch (state.mode) {
      case 'true':
        return 1;
      case 'recovering':
        return sight.asIfRecovered ? 0 : 1;
      case 'false':
        return 0;
      default:
        return -1;
    }
  };
}
