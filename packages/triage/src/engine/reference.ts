import type { Comparison } from '../protocol/expression.ts';
import type { EvidenceItem } from './finding.ts';
import type { LeafState } from './leafState.ts';
import {
  addToParts,
  DAY,
  dropOld,
  dropOldParts,
  medianOfMeans,
  partOf,
  pushExtreme,
  sumOf,
  type Window,
} from './window.ts';

type Referring = Exclude<Comparison, { type: 'value' }>;
type ComparisonItem = Exclude<EvidenceItem, { type: 'missing' }>;

/** What is held against the threshold (null: there is nothing to compare with), what it rests on, and the window afterwards. */
export interface Compared {
  readonly value: number | null;
  readonly evidence: Partial<Pick<ComparisonItem, 'window' | 'measure' | 'reference' | 'count'>> | undefined;
  readonly window: Window;
  readonly baseline: LeafState['baseline'];
}

export interface Reference {
  readonly compare: (state: LeafState, at: number, value: number) => Compared;
  /** The same for a reading that the window already holds. */
  readonly again: (state: LeafState, at: number, value: number) => Compared;
  /** The same for a reading that is older than the window's newest: compared with what the window still knows from before it. */
  readonly alone: (state: LeafState, at: number, value: number) => Compared | null;
}

interface Found {
  readonly value: number;
  readonly at?: number;
}

const NOTHING: Window = [];

export function compileReference(leaf: Referring): Reference {
  if (leaf.type === 'mean') return compileMean(leaf);
  switch (leaf.reference) {
    case 'minimum':
    case 'maximum':
      return compileExtreme(leaf, leaf.reference);
    case 'mean':
      return compileMeanReference(leaf);
    case 'baseline':
      return compileBaseline(leaf);
  }
}

type Change = Extract<Comparison, { type: 'change' }>;
type Mean = Extract<Comparison, { type: 'mean' }>;

/** The change from what was found; null when there is nothing, or nothing that a percentage can be taken of. */
function changeFrom(
  leaf: Change,
  found: Found | null,
  value: number,
  window: Window,
  baseline: LeafState['baseline'],
): Compared {
  if (!found || (leaf.measure === 'relative' && found.value === 0)) {
    return { value: null, evidence: undefined, window, baseline };
  }
  const difference = value - found.value;
  const evidence = { window: leaf.over, measure: leaf.measure, reference: { kind: leaf.reference, ...found } };
  const change = leaf.measure === 'absolute' ? difference : (100 * difference) / Math.abs(found.value);
  return { value: rounded(change), evidence, window, baseline };
}

/** 82.1 − 80.1 is 2 and not 1.9999999999999858: a limit of 2 must not depend on binary fractions. */
function rounded(difference: number): number {
  return Math.round(difference * 1e9) / 1e9;
}

function compileExtreme(leaf: Change, kind: 'minimum' | 'maximum'): Reference {
  return {
    compare: (state, at, value) => {
      const earlier = dropOld(state.window ?? NOTHING, at - leaf.over);
      const found = earlier.length > 0 ? { value: earlier[1] ?? 0, at: earlier[0] ?? 0 } : null;
      return changeFrom(leaf, found, value, pushExtreme(earlier, at, value, kind), undefined);
    },
    again: (state, _at, value) => {
      const window = state.window ?? NOTHING;
      const found = window.length > 0 ? { value: window[1] ?? 0, at: window[0] ?? 0 } : null;
      return changeFrom(leaf, found, value, window, undefined);
    },
    alone: (state, at, value) => {
      const window = state.window ?? NOTHING;
      for (let index = 0; index < window.length; index += 2) {
        const when = window[index] ?? 0;
        if (when < at - leaf.over) continue;
        if (when >= at) break;
        return changeFrom(leaf, { value: window[index + 1] ?? 0, at: when }, value, window, undefined);
      }
      return null;
    },
  };
}

function compileMeanReference(leaf: Change): Reference {
  const width = partOf(leaf.over);
  const meanOf = (parts: Window): Found | null => {
    const { count, mean } = sumOf(parts, width);
    return count > 0 ? { value: mean } : null;
  };
  return {
    compare: (state, at, value) => {
      const earlier = dropOldParts(state.window ?? NOTHING, at, width, leaf.over);
      return changeFrom(leaf, meanOf(earlier), value, addToParts(earlier, at, value, width, leaf.over), undefined);
    },
    again: (state, _at, value) => {
      const window = state.window ?? NOTHING;
      return changeFrom(leaf, meanOf(window), value, window, undefined);
    },
    alone: () => null,
  };
}

function compileBaseline(leaf: Change): Reference {
  const days = Math.max(1, Math.round(leaf.over / DAY));
  const over = days * DAY;
  const atLeast = leaf.minDays ?? Math.ceil(days / 2);
  const againstBaseline = ({ baseline, window = NOTHING }: LeafState, _at: number, value: number): Compared => {
    const found = baseline && baseline.value !== null ? { value: baseline.value } : null;
    return changeFrom(leaf, found, value, window, baseline);
  };
  return {
    compare: (state, at, value) => {
      const day = Math.floor(at / DAY);
      const earlier = dropOldParts(state.window ?? NOTHING, at, DAY, over);
      const known = state.baseline?.day === day ? state.baseline : null;
      const baseline = known ?? { day, value: medianOfMeans(earlier, atLeast) };
      const found = baseline.value === null ? null : { value: baseline.value };
      return changeFrom(leaf, found, value, addToParts(earlier, at, value, DAY, over), baseline);
    },
    again: againstBaseline,
    alone: (state, at, value) => (state.baseline?.value == null ? null : againstBaseline(state, at, value)),
  };
}

function compileMean(leaf: Mean): Reference {
  const width = partOf(leaf.over);
  const compare = (state: LeafState, at: number, value: number): Compared => {
    const window = addToParts(state.window ?? NOTHING, at, value, width, leaf.over);
    const { count, days, mean } = sumOf(window, width);
    const enough = count >= leaf.minReadings && days >= (leaf.minDays ?? 1);
    const evidence = { window: leaf.over, count };
    return { value: enough ? rounded(mean) : null, evidence, window, baseline: undefined };
  };
  // A close empties the window of a mean, so that a reading judged after it is a new one there.
  return { compare, again: compare, alone: () => null };
}
