import { draftOf, type LeafMode, type LeafState, PLAIN_FALSE, UNREAD } from '../leaves/leafState.ts';
import { type Parted, partedOf, triplesOf } from '../leaves/parts.ts';
import type { Window } from '../leaves/window.ts';
import { isSame } from '../same.ts';

const MODES: readonly LeafMode[] = ['unknown', 'false', 'pending', 'true', 'recovering'];
/** Two levels of one rule often look at the same readings. */
const AS_BEFORE = -1;

/**
 * A leaf of which only the mode is known: its number; `-1`: the same as the leaf before it. Otherwise mode, window, parts, baseline, run, item, from, due, last,
 * and lacking, without what is empty at the end; `0` for what is empty between.
 */
export type StoredLeaf = number | readonly unknown[];

export function storeLeaf(leaf: LeafState, before: LeafState | undefined): StoredLeaf {
  if (leaf === UNREAD) return 0;
  if (leaf === PLAIN_FALSE) return 1;
  if (before !== undefined && before.mode === leaf.mode && isSame(leaf, before)) return AS_BEFORE;
  const { mode, window, recent, baseline, run, item, from, due, lastAt, lacking } = leaf;
  const stored: unknown[] = [
    MODES.indexOf(mode),
    window ?? 0,
    recent ? storeParts(leaf) : 0,
    baseline ? [baseline.day, baseline.value, ...(baseline.spread === undefined ? [] : [baseline.spread])] : 0,
    run ?? 0,
    item ?? 0,
    from ?? 0,
    due ?? 0,
    lastAt ?? 0,
    lacking ? 1 : 0,
  ];
  while (stored.length > 1 && stored[stored.length - 1] === 0) stored.pop();
  return stored.length === 1 ? MODES.indexOf(mode) : stored;
}

export function readLeaf(stored: StoredLeaf, before: LeafState = UNREAD): LeafState {
  if (stored === 0) return UNREAD;
  if (stored === 1) return PLAIN_FALSE;
  if (stored === AS_BEFORE) return before;
  if (typeof stored === 'number') return draftOf({ mode: MODES[stored] ?? 'unknown' });
  const [mode, window, parts, baseline, run, item, from, due, lastAt, lacking] = stored.map(
    (part) => part || undefined,
  ) as [
    number | undefined,
    LeafState['window'],
    Window | undefined,
    [day: number, value: number | null, spread?: number] | undefined,
    LeafState['run'],
    LeafState['item'],
    number | undefined,
    number | undefined,
    number | undefined,
    1 | undefined,
  ];
  const [day = 0, value = null, spread] = baseline ?? [];
  return draftOf({
    mode: MODES[mode ?? 0] ?? 'unknown',
    window,
    ...(parts && readParts(parts)),
    baseline: baseline && { day, value, ...(spread !== undefined && { spread }) },
    run,
    item,
    from,
    due,
    lastAt,
    lacking: lacking && true,
  });
}

/** Each part's number as the distance from the one before it. As many are recent as are left when the others are taken by fours. */
function storeParts(leaf: Parted): Window {
  const stored = triplesOf(leaf);
  for (let index = stored.length - 3; index > 0; index -= 3) {
    stored[index] = (stored[index] ?? 0) - (stored[index - 3] ?? 0);
  }
  return stored;
}

function readParts(stored: Window): Parted {
  const triples = stored.slice();
  for (let index = 3; index < triples.length; index += 3) {
    triples[index] = (triples[index] ?? 0) + (triples[index - 3] ?? 0);
  }
  return partedOf(triples);
}
