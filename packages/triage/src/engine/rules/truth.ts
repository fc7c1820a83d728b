import { metricsOfLeaf } from '../../protocol/check.ts';
import { type Expression, isAbsence, type Leaf } from '../../protocol/expression.ts';
import type { LeafState } from '../leaves/leafState.ts';
import { NEVER, placeOfMetric } from '../metricPlace.ts';

/** Three-valued: 1 true, 0 false, -1 unknown. Unknown never opens an alert and never clears one. */
type Truth = 1 | 0 | -1;

/**
 * What an expression comes to, given the leaves of all rules, when each metric was last read (by place), and the instant that is judged.
 * `asIfRecovered` asks what would hold if every leaf that is recovering had already cleared.
 */
export type Judge = (
  leaves: readonly (LeafState | undefined)[],
  seen: readonly number[],
  at: number,
  asIfRecovered: boolean,
) => Truth;

/** What holds for a part because of where it stands. */
interface Place {
  /** How old its latest evidence may be. */
  readonly within: number;
  /** Under an odd number of `not`. */
  readonly denied: boolean;
}

const OUTERMOST: Place = { within: Number.POSITIVE_INFINITY, denied: false };

/** Turns an expression into a function, numbering its leaves through `place`. */
export function compileExpression(expression: Expression, place: (leaf: Leaf) => number, stands = OUTERMOST): Judge {
  switch (expression.type) {
    case 'all': {
      const parts = compileParts(expression.of, place, narrower(stands, expression.within));
      return (leaves, seen, at, asIfRecovered) => atLeast(parts, parts.length, leaves, seen, at, asIfRecovered);
    }
    case 'at-least': {
      const parts = compileParts(expression.of, place, narrower(stands, expression.within));
      const { count } = expression;
      return (leaves, seen, at, asIfRecovered) => atLeast(parts, count, leaves, seen, at, asIfRecovered);
    }
    case 'any': {
      const parts = compileParts(expression.of, place, stands);
      return (leaves, seen, at, asIfRecovered) => atLeast(parts, 1, leaves, seen, at, asIfRecovered);
    }
    case 'not': {
      const part = compileExpression(expression.of, place, { ...stands, denied: !stands.denied });
      return (leaves, seen, at, asIfRecovered) => {
        const truth = part(leaves, seen, at, asIfRecovered);
        return truth === -1 ? -1 : truth === 1 ? 0 : 1;
      };
    }
    default:
      return compileLeafTruth(expression, place(expression), stands);
  }
}

function compileParts(parts: readonly Expression[], place: (leaf: Leaf) => number, stands: Place): Judge[] {
  return parts.map((part) => compileExpression(part, place, stands));
}

function narrower(outer: Place, inner: number | undefined): Place {
  return inner === undefined ? outer : { ...outer, within: Math.min(outer.within, inner) };
}

/** True when `count` parts are; false when so many are false that it cannot be; otherwise not known. */
function atLeast(
  parts: readonly Judge[],
  count: number,
  leaves: readonly (LeafState | undefined)[],
  seen: readonly number[],
  at: number,
  asIfRecovered: boolean,
): Truth {
  let yes = 0;
  let possible = parts.length;
  for (const part of parts) {
    const truth = part(leaves, seen, at, asIfRecovered);
    if (truth === 1) yes += 1;
    else if (truth === 0) possible -= 1;
  }
  if (yes >= count) return 1;
  return possible < count ? 0 : -1;
}

function compileLeafTruth(leaf: Leaf, place: number, { within, denied }: Place): Judge {
  // What does not come can open an alert and never close one: where its being true could make something false, it is not known.
  if (isAbsence(leaf) && denied) return (leaves) => (leaves[place]?.mode === 'false' ? 0 : -1);
  // Being missing is known at every instant; only readings and answers grow old.
  const perishes = !isAbsence(leaf) && within !== Number.POSITIVE_INFINITY;
  const metrics = metricsOfLeaf(leaf).map(placeOfMetric);
  const isFresh = (seen: readonly number[], answeredAt: number | null | undefined, at: number): boolean =>
    metrics.length === 0
      ? at - (answeredAt ?? NEVER) <= within
      : metrics.some((metric) => at - (seen[metric] ?? NEVER) <= within);
  return (leaves, seen, at, asIfRecovered) => {
    if (perishes && !isFresh(seen, leaves[place]?.lastAt, at)) return -1;
    switch (leaves[place]?.mode) {
      case 'true':
        return 1;
      case 'recovering':
        return asIfRecovered ? 0 : 1;
      case 'false':
        return 0;
      default:
        return -1;
    }
  };
}
