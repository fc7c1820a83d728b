import type { Comparison } from '../../protocol/expression.ts';
import type { MeasuredItem } from '../alerts/finding.ts';
import type { Baseline, LeafDraft, LeafState } from './leafState.ts';
import { addToParts, meansOf, type Parted, partedOf, partingOf, partOf, sumUp, turnTo } from './parts.ts';
import { compileShare } from './share.ts';
import { isHigh } from './threshold.ts';
import { compileVariation } from './variation.ts';
import { DAY, dropOld, medianOf, pushExtreme, type Window } from './window.ts';

type Referring = Exclude<Comparison, { type: 'value' }>;
type ReferenceEvidence = Partial<Pick<MeasuredItem, 'window' | 'measure' | 'reference' | 'count' | 'band'>>;

/**
 * What a reading is compared with. Each of the three answers what is held against the threshold, or NaN where there is nothing to compare
 * with; `evidence` then says what the latest answer rests on.
 */
export interface Reference {
  /** Takes the reading into the draft's window. */
  readonly compare: (draft: LeafDraft, at: number, value: number) => number;
  /** The same for a reading that is older than the window's newest: compared with what the window still knows from before it. */
  readonly alone: (state: LeafState, at: number, value: number) => number;
  /**
   * Whether what came after that reading should have been compared with it, and would then have moved further: it lies beyond the reference that was known. Left out: it is one of
   * many that the reference is drawn from.
   */
  readonly unsettles?: (value: number) => boolean;
  readonly evidence: () => ReferenceEvidence;
  /** The window as this version keeps it. */
  readonly fromFormatOne: (window: Window) => Pick<LeafState, 'window' | 'recent' | 'parts'>;
}

const NOTHING: Window = [];

export function compileReference(leaf: Referring): Reference {
  if (leaf.type === 'mean') return compileMean(leaf);
  if (leaf.type === 'share') return compileShare(leaf);
  if (leaf.type === 'variation') return compileVariation(leaf);
  switch (leaf.reference) {
    case 'minimum':
    case 'maximum':
      return compileExtreme(leaf, leaf.reference === 'maximum' ? 1 : -1);
    case 'mean':
      return compileMeanReference(leaf);
    case 'baseline':
      return compileBaseline(leaf);
  }
}

type Change = Extract<Comparison, { type: 'change' }>;
type Mean = Extract<Comparison, { type: 'mean' }>;

/** 82.1 − 80.1 is 2 and not 1.9999999999999858: a limit of 2 must not depend on binary fractions. */
function rounded(difference: number): number {
  return Math.round(difference * 1e9) / 1e9;
}

function changeOf(leaf: Change, reference: number, value: number): number {
  if (leaf.measure !== 'relative') return rounded(value - reference);
  return reference === 0 ? Number.NaN : rounded((100 * (value - reference)) / Math.abs(reference));
}

function compileExtreme(leaf: Change, sign: 1 | -1): Reference {
  const { over, measure } = leaf;
  const found = { value: Number.NaN, at: Number.NaN };
  const from = (window: Window, index: number, value: number): number => {
    if (index >= window.length) return Number.NaN;
    found.at = window[index] ?? 0;
    found.value = window[index + 1] ?? 0;
    return changeOf(leaf, found.value, value);
  };
  return {
    compare: (draft, at, value) => {
      draft.window ??= [];
      const { window } = draft;
      dropOld(window, at - over);
      const change = from(window, 0, value);
      pushExtreme(window, at, value, sign);
      return change;
    },
    alone: ({ window = NOTHING }, at, value) => {
      let index = 0;
      while (index < window.length && (window[index] ?? 0) < at - over) index += 2;
      return (window[index] ?? at) >= at ? Number.NaN : from(window, index, value);
    },
    unsettles: (value) => isHigh(leaf.test) === sign < 0 && sign * value > sign * found.value,
    evidence: () => ({ window: over, measure, reference: { kind: leaf.reference, ...found } }),
    fromFormatOne: (window) => ({ window }),
  };
}

function compileMeanReference(leaf: Change): Reference {
  const { over, measure } = leaf;
  const parting = partingOf(over, partOf(over));
  const sum = { count: 0, days: 0, mean: Number.NaN };
  const from = (parted: Parted, at: number, value: number): number => {
    sumUp(parted, parting, at, sum);
    return sum.count > 0 ? changeOf(leaf, sum.mean, value) : Number.NaN;
  };
  return {
    compare: (draft, at, value) => {
      turnTo(draft, parting, at);
      const change = from(draft, at, value);
      addToParts(draft, parting, at, value);
      return change;
    },
    alone: () => Number.NaN,
    evidence: () => ({ window: over, measure, reference: { kind: 'mean', value: sum.mean } }),
    fromFormatOne: (window) => partedOf(window),
  };
}

/** The median absolute deviation of a normal distribution, times this, is its standard deviation. */
const CONSISTENT = 1.4826;

function compileBaseline(leaf: Change): Reference {
  const { measure, floor = 0 } = leaf;
  const days = Math.max(1, Math.round(leaf.over / DAY));
  const parting = partingOf(days * DAY, DAY);
  const atLeast = Math.max(1, leaf.minDays ?? Math.ceil(days / 2));
  let found = Number.NaN;
  let spread: number | undefined;
  const from = (baseline: Baseline | undefined, value: number): number => {
    found = baseline?.value ?? Number.NaN;
    spread = baseline?.spread;
    if (Number.isNaN(found)) return Number.NaN;
    return spread === undefined ? changeOf(leaf, found, value) : rounded((value - found) / spread);
  };
  const baselineOf = (day: number, means: readonly number[]): Baseline => {
    if (means.length < atLeast) return { day, value: null };
    const value = medianOf(means);
    if (measure !== 'spread') return { day, value };
    const deviation = medianOf(means.map((mean) => Math.abs(mean - value)));
    return { day, value, spread: Math.max(floor, CONSISTENT * deviation) };
  };
  return {
    compare: (draft, at, value) => {
      turnTo(draft, parting, at);
      const day = Math.floor(at / DAY);
      if (draft.baseline?.day !== day) draft.baseline = baselineOf(day, meansOf(draft, parting));
      const change = from(draft.baseline, value);
      addToParts(draft, parting, at, value);
      return change;
    },
    alone: ({ baseline }, _at, value) => from(baseline, value),
    evidence: () => ({
      window: leaf.over,
      measure,
      reference: { kind: 'baseline', value: found, ...(spread !== undefined && { spread }) },
    }),
    fromFormatOne: (window) => partedOf(window),
  };
}

function compileMean(leaf: Mean): Reference {
  const { over, minReadings, minDays = 1 } = leaf;
  const parting = partingOf(over, partOf(over));
  const sum = { count: 0, days: 0, mean: Number.NaN };
  const compare = (draft: LeafDraft, at: number, value: number): number => {
    addToParts(draft, parting, at, value);
    sumUp(draft, parting, at, sum);
    return sum.count >= minReadings && sum.days >= minDays ? rounded(sum.mean) : Number.NaN;
  };
  return {
    compare,
    alone: () => Number.NaN,
    evidence: () => ({ window: over, count: sum.count }),
    fromFormatOne: (window) => partedOf(window),
  };
}
