import type { EvidenceItem } from './finding.ts';
import type { Run } from './sustained.ts';
import type { Window } from './window.ts';

/** `pending`: the set condition is met but has not lasted. `recovering`: the clear condition is met but has not lasted. */
export type LeafMode = 'unknown' | 'false' | 'pending' | 'true' | 'recovering';

/** What one leaf of one rule remembers. Plain JSON; replaced, never changed. */
export interface LeafState {
  readonly mode: LeafMode;
  /** Evidence gathered towards set (mode pending) or towards clear (mode recovering). */
  readonly run?: Run;
  /** What made it true, while it is. */
  readonly item?: EvidenceItem;
  /** The readings that a change or a mean is drawn from. */
  readonly window?: Window;
  /** The baseline that holds on UTC day number `day`. */
  readonly baseline?: { readonly day: number; readonly value: number | null };
  /** The latest reading could not be judged, and should have been. */
  readonly lacking?: true;
  /** Of a `missing` leaf: the instant that it counts from (a reading, a close, the start), when it becomes true, and the latest reading. */
  readonly from?: number;
  readonly due?: number;
  readonly lastAt?: number | null;
}
