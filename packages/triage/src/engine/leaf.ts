import type { MetricCode } from '@samvakt/contract';
import type { Pause } from '../pause/schema.ts';
import type { Comparison, Leaf } from '../protocol/expression.ts';
import type { EvidenceItem } from './finding.ts';
import { type Crossing, latch } from './latch.ts';
import type { LeafState } from './leafState.ts';
import { compileMissing } from './missing.ts';
import { type Compared, compileReference } from './reference.ts';
import { endurance, type Judged, type Run, readingsOf } from './sustained.ts';
import { clearValue, crosses, isHigh, type Numbers, resolve } from './threshold.ts';

/** The instants that a reading is judged against: the previous reading of the same metric, and the start of the follow-up. */
export interface Instants {
  readonly previousAt: number;
  readonly since: number;
}

export interface CompiledLeaf {
  readonly metric: MetricCode;
  readonly declared: Leaf;
  readonly initial: (since: number) => LeafState;
  /** The same object when nothing changed. */
  readonly read: (state: LeafState, at: number, value: number, instants: Instants) => LeafState;
  /** A reading that the person who closed the alert cannot have seen, judged after the close: with the window as it stood then. */
  readonly reread: (state: LeafState, at: number, value: number, instants: Instants) => LeafState;
  /** A person has closed the alert: what was seen until then no longer counts as evidence; what is only compared with stays. */
  readonly close: (state: LeafState, at: number) => LeafState;
  /** A state made by a leaf of the same shape under other numbers or pauses. */
  readonly carryOver: (state: LeafState) => LeafState;
  /** One reading judged by itself, outside the run of events; null when that cannot be done. */
  readonly alone: (state: LeafState, at: number, value: number) => { truth: boolean; item: EvidenceItem } | null;
}

export function compileLeaf(leaf: Leaf, numbers: Numbers, pauses: readonly Pause[]): CompiledLeaf {
  return leaf.type === 'missing' ? compileMissing(leaf, pauses) : compileComparison(leaf, numbers);
}

function compileComparison(leaf: Comparison, numbers: Numbers): CompiledLeaf {
  const threshold = resolve(leaf.set, numbers);
  const clear = clearValue(leaf, threshold.value, numbers);
  const { test } = leaf;
  const high = isHigh(test);
  const doesCross = (compared: number) => crosses(test, compared, threshold.value);
  const crossing: Crossing = {
    crosses: doesCross,
    clears: (compared) => !doesCross(compared) && (high ? compared <= clear : compared >= clear),
    worseIsHigher: high,
    set: endurance(leaf.sustained),
    recovery: endurance(leaf.recovery),
  };
  const reference = leaf.type === 'value' ? null : compileReference(leaf);

  const itemOf = (run: Run | null, reading: Judged, compared: Compared | null): EvidenceItem => ({
    type: leaf.type,
    metric: leaf.metric,
    test,
    threshold,
    ...(run ? readingsOf(crossing.set, run) : { readings: [{ at: reading.at, value: reading.value }], count: 1 }),
    compared: reading.compared,
    ...compared?.evidence,
  });

  const readValue = (state: LeafState, at: number, value: number, instants: Instants): LeafState => {
    if (state.mode === 'false' && state.run === undefined && !doesCross(value)) return state;
    return advance(state, state, { at, value, compared: value }, instants, null);
  };

  const readCompared = (
    state: LeafState,
    at: number,
    value: number,
    instants: Instants,
    compared: Compared,
  ): LeafState => {
    const { window, baseline } = compared;
    const kept = { window, ...(baseline && { baseline }) };
    if (compared.value !== null) {
      return advance(state, kept, { at, value, compared: compared.value }, instants, compared);
    }
    const due = at - instants.since >= leafWindow(leaf);
    const recovers = state.mode === 'recovering';
    const { maxGap } = recovers ? crossing.recovery : crossing.set;
    // It says nothing itself, but what lies further back than the gap must not be joined to what comes after it.
    const run = at - instants.previousAt <= maxGap ? state.run : undefined;
    return {
      mode: recovers && !run ? 'true' : state.mode,
      ...(run && { run }),
      ...(state.item && { item: state.item }),
      ...kept,
      ...(due && { lacking: true as const }),
    };
  };

  const advance = (
    state: LeafState,
    kept: Pick<LeafState, 'window' | 'baseline'>,
    reading: Judged,
    instants: Instants,
    compared: Compared | null,
  ): LeafState => {
    const next = latch(crossing, state.mode, state.run, reading.at - instants.previousAt, reading);
    const stays = next.mode === 'true' || next.mode === 'recovering';
    const item = next.completed ? itemOf(next.completed, reading, compared) : stays ? state.item : undefined;
    return {
      mode: next.mode,
      ...(next.run && { run: next.run }),
      ...(item && { item }),
      ...(kept.window && { window: kept.window }),
      ...(kept.baseline && { baseline: kept.baseline }),
    };
  };

  return {
    metric: leaf.metric,
    declared: leaf,
    initial: () => ({ mode: 'unknown' }),
    read: reference
      ? (state, at, value, instants) => readCompared(state, at, value, instants, reference.compare(state, at, value))
      : readValue,
    reread: reference
      ? (state, at, value, instants) => readCompared(state, at, value, instants, reference.again(state, at, value))
      : readValue,
    close: (state) => ({
      mode: 'unknown',
      ...(state.window && leaf.type !== 'mean' && { window: state.window }),
      ...(state.baseline && { baseline: state.baseline }),
    }),
    carryOver: (state) => state,
    alone: (state, at, value) => {
      const compared = reference ? reference.alone(state, at, value) : null;
      if (reference && compared === null) return null;
      const reading = { at, value, compared: compared?.value ?? value };
      return { truth: doesCross(reading.compared), item: itemOf(null, reading, compared) };
    },
  };
}

/** How long the follow-up must have lasted before a reference may be expected. */
function leafWindow(leaf: Comparison): number {
  return leaf.type === 'value' ? 0 : leaf.over;
}
