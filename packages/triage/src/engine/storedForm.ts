import type { RuleShape } from './compile.ts';
import type { Fold } from './fold.ts';
import { type FormatOne, fromFormatOne } from './formatOne.ts';
import { draftOf, type LeafMode, type LeafState, PLAIN_FALSE, UNREAD } from './leafState.ts';
import { metricAt, NEVER, NOTHING_SEEN, placeOfMetric } from './metricPlace.ts';
import { NORMAL, type RuleState } from './rule.ts';
import { isSame } from './same.ts';
import type { TriageState } from './state.ts';
import { type Chunk, STRIDE } from './tail.ts';

/*
 * A state is written with every batch, so it is written short: lists instead of objects, metrics as numbers of a list of their codes, and of the
 * current fold only what differs from the base. Nothing in it depends on the process that wrote it.
 */

const MODES: readonly LeafMode[] = ['unknown', 'false', 'pending', 'true', 'recovering'];

/** A leaf of which only the mode is known: its number. Otherwise mode, run, window, baseline, lacking, from, due, last, and item, without what is empty at the end. */
type StoredLeaf = number | readonly unknown[];
/** `0`: normal. */
type StoredRule = 0 | RuleState;
/** `null` in the current fold: as in the base. */
interface StoredFold {
  readonly leaves: readonly (StoredLeaf | null)[];
  readonly rules: readonly (StoredRule | null)[];
  /** By the number of the metric; null: never. */
  readonly seen: readonly (number | null)[];
  readonly reviews: Fold['reviews'];
}

type StoredChunk = readonly [hour: number, readings: readonly number[], closes?: Chunk['closes']];

/** A `TriageState` as it is kept in a database. Plain JSON; read it with `fromStoredForm`. */
export interface StoredState {
  readonly format: 2;
  readonly key: string;
  readonly rules: readonly RuleShape[];
  readonly since: number;
  readonly watermark: number;
  readonly baseUntil: number;
  readonly metrics: readonly string[];
  readonly base: StoredFold;
  readonly tail: readonly StoredChunk[];
  readonly current: StoredFold;
  readonly standalone: TriageState['standalone'];
  /** Left out where there is none. */
  readonly offline?: TriageState['offline'];
}

export function storedForm(state: TriageState): StoredState {
  const { key, rules, since, watermark, baseUntil, base, tail, current, standalone, offline } = state;
  const known = metricsIn(state);
  const numbers = NOTHING_SEEN.map((_, place) => known.indexOf(place));
  return {
    format: 2,
    key,
    rules,
    since,
    watermark,
    baseUntil,
    metrics: known.map(metricAt),
    base: storeFold(base, null, known),
    tail: tail.map((chunk) => storeChunk(chunk, numbers)),
    current: storeFold(current, base, known),
    standalone,
    ...(Object.keys(offline).length > 0 && { offline }),
  };
}

/** The places of the metrics that the state knows of, in order. */
function metricsIn({ base, current, tail }: TriageState): number[] {
  const isKnown = NOTHING_SEEN.map(
    (_, place) => (current.seen[place] ?? NEVER) !== NEVER || (base.seen[place] ?? NEVER) !== NEVER,
  );
  for (const { readings } of tail) {
    for (let index = 1; index < readings.length; index += STRIDE) isKnown[readings[index] ?? 0] = true;
  }
  return isKnown.flatMap((known, place) => (known ? [place] : []));
}

function storeFold({ leaves, rules, seen, reviews }: Fold, base: Fold | null, known: readonly number[]): StoredFold {
  return {
    leaves: leaves.map((leaf, place) => (leaf === base?.leaves[place] ? null : storeLeaf(leaf))),
    rules: rules.map((rule, place) => {
      if (rule.alert === undefined && rule.ended === undefined && rule.holds.length === 0) return 0;
      return base && isSame(rule, base.rules[place]) ? null : rule;
    }),
    seen: known.map((place) => ((seen[place] ?? NEVER) === NEVER ? null : (seen[place] ?? null))),
    reviews,
  };
}

function storeLeaf(leaf: LeafState): StoredLeaf {
  if (leaf === UNREAD) return 0;
  if (leaf === PLAIN_FALSE) return 1;
  const { mode, run, window, baseline, lacking, from, due, lastAt, item } = leaf;
  const parts: unknown[] = [
    MODES.indexOf(mode),
    run ?? 0,
    window ?? 0,
    baseline ?? 0,
    lacking ? 1 : 0,
    from ?? 0,
    due ?? 0,
    lastAt ?? 0,
    item ?? 0,
  ];
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  return parts.length === 1 ? MODES.indexOf(mode) : parts;
}

function storeChunk({ hour, readings, closes }: Chunk, numbers: readonly number[]): StoredChunk {
  const own = readings.slice();
  for (let index = 1; index < own.length; index += STRIDE) own[index] = numbers[own[index] ?? -1] ?? -1;
  return closes.length > 0 ? [hour, own, closes] : [hour, own];
}

/** The state that `storedForm` was given, also where an earlier version of the platform wrote it. @throws RangeError when it holds a metric that is not in the catalogue. */
export function fromStoredForm(stored: StoredState | FormatOne): TriageState {
  if (stored.format === 1) return fromFormatOne(stored);
  const { key, rules, since, watermark, baseUntil, standalone, offline = {} } = stored;
  const known = stored.metrics.map(placeOfMetric);
  const base = readFold(stored.base, null, known);
  const current = readFold(stored.current, base, known);
  const tail = stored.tail.map((chunk) => readChunk(chunk, known));
  return { format: 2, key, rules, since, watermark, baseUntil, base, tail, current, standalone, offline };
}

function readFold({ leaves, rules, seen, reviews }: StoredFold, base: Fold | null, known: readonly number[]): Fold {
  const instants = NOTHING_SEEN.slice();
  for (const [number, at] of seen.entries()) instants[known[number] ?? -1] = at ?? NEVER;
  return {
    leaves: leaves.map((leaf, place) => (leaf === null ? (base?.leaves[place] ?? UNREAD) : readLeaf(leaf))),
    rules: rules.map((rule, place) => (rule === null ? (base?.rules[place] ?? NORMAL) : rule === 0 ? NORMAL : rule)),
    seen: instants,
    reviews,
  };
}

function readLeaf(stored: StoredLeaf): LeafState {
  if (stored === 0) return UNREAD;
  if (stored === 1) return PLAIN_FALSE;
  if (typeof stored === 'number') return draftOf({ mode: MODES[stored] ?? 'unknown' });
  const [mode, run, window, baseline, lacking, from, due, lastAt, item] = stored.map((part) => part || undefined) as [
    number | undefined,
    LeafState['run'],
    LeafState['window'],
    LeafState['baseline'],
    1 | undefined,
    number | undefined,
    number | undefined,
    number | undefined,
    LeafState['item'],
  ];
  const waits = from === undefined && due === undefined ? {} : { from: from ?? 0, due, lastAt: lastAt ?? null };
  return draftOf({
    mode: MODES[mode ?? 0] ?? 'unknown',
    run,
    window,
    baseline,
    ...(lacking && { lacking: true }),
    ...waits,
    item,
  });
}

function readChunk([hour, readings, closes = []]: StoredChunk, known: readonly number[]): Chunk {
  const own = readings.slice();
  for (let index = 1; index < own.length; index += STRIDE) own[index] = known[own[index] ?? -1] ?? -1;
  return { hour, readings: own, closes };
}
