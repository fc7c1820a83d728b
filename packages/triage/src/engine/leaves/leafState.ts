import type { EvidenceItem } from '../alerts/finding.ts';
import { withRoomFor } from '../roomFor.ts';
import type { Run } from './sustained.ts';
import type { Window } from './window.ts';

/** `pending`: the set condition is met but has not lasted. `recovering`: the clear condition is met but has not lasted. */
export type LeafMode = 'unknown' | 'false' | 'pending' | 'true' | 'recovering';

/** What one leaf of one rule remembers. Plain JSON. */
export interface LeafState {
  readonly mode: LeafMode;
  /** Evidence gathered towards set (mode pending) or towards clear (mode recovering). */
  readonly run?: Run | undefined;
  /** What made it true, while it is. */
  readonly item?: EvidenceItem | undefined;
  /** The readings that a change is drawn from. */
  readonly window?: Window | undefined;
  /** The same kept in parts: see `parts.ts`. */
  readonly recent?: number[] | undefined;
  readonly parts?: Window | undefined;
  /** The baseline that holds on UTC day number `day`. */
  readonly baseline?: Baseline | undefined;
  /** The latest reading could not be judged, and should have been. */
  readonly lacking?: true | undefined;
  /** The latest close, of a leaf that counts from there: about what does not come, or with a window that begins anew. */
  readonly from?: number | undefined;
  /** Of a leaf about what does not come: when it became true; the latest of its readings that came too late to be put among the others. */
  readonly due?: number | undefined;
  readonly lastAt?: number | undefined;
}

export interface Baseline {
  readonly day: number;
  readonly value: number | null;
  /** How much the days vary around it, where the leaf counts in that. */
  readonly spread?: number;
}

/** A leaf's state that the fold in hand has to itself and may change: a copy, with windows and runs of its own. */
export interface LeafDraft extends LeafState {
  mode: LeafMode;
  run: number[] | undefined;
  item: EvidenceItem | undefined;
  window: number[] | undefined;
  recent: number[] | undefined;
  parts: Window | undefined;
  baseline: Baseline | undefined;
  lacking: true | undefined;
  from: number | undefined;
  due: number | undefined;
  lastAt: number | undefined;
}

/** A copy to which one reading may be added without its growing. */
function withRoom(window: Window): number[] {
  const copy = withRoomFor(2, window);
  copy.pop();
  copy.pop();
  return copy;
}

// Every state is made here, so that all have one shape for the engine beneath.
/** `follows`: an earlier leaf keeps its window, and the draft gets it when it is read. */
export function draftOf(state: LeafState, follows = false): LeafDraft {
  return {
    mode: state.mode,
    run: state.run?.slice(),
    item: state.item,
    window: follows ? undefined : state.window && withRoom(state.window),
    recent: state.recent?.slice(),
    parts: state.parts,
    baseline: state.baseline,
    lacking: state.lacking,
    from: state.from,
    due: state.due,
    lastAt: state.lastAt,
  };
}

/**
 * A leaf of which nothing has been read yet, and one that says no and remembers nothing: what most leaves are most of the time. One object each for all
 * patients, so that judging a reading seldom has to fetch more than what it changes. Never drafted in place.
 */
export const UNREAD: LeafState = draftOf({ mode: 'unknown' });
export const PLAIN_FALSE: LeafState = draftOf({ mode: 'false' });

export function isPlainFalse({ mode, run, window, recent, baseline, from }: LeafState): boolean {
  return (
    mode === 'false' &&
    run === undefined &&
    window === undefined &&
    recent === undefined &&
    baseline === undefined &&
    from === undefined
  );
}

/** What made the leaf true stands for as long as it is; what has just made it true takes its place. */
export function keepItem(draft: LeafDraft, completed: EvidenceItem | null): void {
  if (completed) draft.item = completed;
  else if (draft.mode !== 'true' && draft.mode !== 'recovering') draft.item = undefined;
}

/** What it could not judge is not known by that: it stays lacking until it can. */
export function forget(draft: LeafDraft): void {
  draft.mode = 'unknown';
  draft.run = undefined;
  draft.item = undefined;
}
