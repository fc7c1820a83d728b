import type { Fold } from '../fold.ts';
import { draftOf, type LeafMode, type LeafState, PLAIN_FALSE, UNREAD } from '../leaves/leafState.ts';
import { partedOf } from '../leaves/parts.ts';
import type { Window } from '../leaves/window.ts';
import { NO_MEMORY } from '../memory.ts';
import { NEVER, NOTHING_SEEN, placeOfMetric } from '../metricPlace.ts';
import type { RuleShape } from '../rules/compile.ts';
import { NORMAL, type RuleState } from '../rules/rule.ts';
import type { TriageState } from '../state.ts';
import { type Chunk, NO_ANSWERS, STRIDE } from '../tail/chunk.ts';
import { tailOf } from '../tail/tail.ts';

/** How the state was stored while windows were kept in rings and every reading moved the deadlines that wait for it. Only read. */
export interface FormatTwo {
  readonly format: 2;
  readonly key: string;
  readonly rules: readonly RuleShape[];
  readonly since: number;
  readonly watermark: number;
  readonly baseUntil: number;
  readonly metrics: readonly string[];
  readonly base: FoldTwo;
  readonly tail: readonly (readonly [hour: number, readings: readonly number[], closes?: Chunk['closes']])[];
  readonly current: FoldTwo;
  readonly standalone: TriageState['standalone'];
  readonly offline?: TriageState['offline'];
}

/** A leaf of which only the mode is known: its number. Otherwise mode, run, window, baseline, lacking, from, due, last, and item. */
type LeafTwo = number | readonly unknown[];

interface FoldTwo {
  /** `null`: as in the base. */
  readonly leaves: readonly (LeafTwo | null)[];
  /** `0`: normal; `null`: as in the base. */
  readonly rules: readonly (RuleState | 0 | null)[];
  readonly seen: readonly (number | null)[];
  readonly reviews: Fold['reviews'];
}

const MODES: readonly LeafMode[] = ['unknown', 'false', 'pending', 'true', 'recovering'];

export function fromFormatTwo(stored: FormatTwo): TriageState {
  const { key, rules, since, watermark, baseUntil, standalone, offline = {} } = stored;
  const known = stored.metrics.map(placeOfMetric);
  const base = foldFrom(stored.base, null, known);
  const current = foldFrom(stored.current, base, known);
  const tail = tailOf(stored.tail.map((chunk) => chunkFrom(chunk, known)));
  return { format: 3, key, rules, since, watermark, baseUntil, base, tail, current, standalone, offline };
}

function foldFrom({ leaves, rules, seen, reviews }: FoldTwo, base: Fold | null, known: readonly number[]): Fold {
  const instants = NOTHING_SEEN.slice();
  for (const [number, at] of seen.entries()) instants[known[number] ?? -1] = at ?? NEVER;
  return {
    leaves: leaves.map((leaf, place) => (leaf === null ? (base?.leaves[place] ?? UNREAD) : leafFrom(leaf))),
    rules: rules.map((rule, place) => (rule === null ? (base?.rules[place] ?? NORMAL) : rule === 0 ? NORMAL : rule)),
    seen: instants,
    reviews,
    memory: NO_MEMORY,
  };
}

function leafFrom(stored: LeafTwo): LeafState {
  if (stored === 0) return UNREAD;
  if (stored === 1) return PLAIN_FALSE;
  if (typeof stored === 'number') return draftOf({ mode: MODES[stored] ?? 'unknown' });
  const [mode, run, window, baseline, lacking, from, due, lastAt, item] = stored.map((part) => part || undefined) as [
    number | undefined,
    LeafState['run'],
    Window | undefined,
    LeafState['baseline'],
    1 | undefined,
    number | undefined,
    number | undefined,
    number | undefined,
    LeafState['item'],
  ];
  const known = { mode: MODES[mode ?? 0] ?? 'unknown', run, baseline, item, from, lastAt };
  const missing = known.mode === 'true' && { due };
  return draftOf({ ...known, ...(window && windowFrom(window)), ...missing, ...(lacking && { lacking: true }) });
}

/** Parts are numbered since 1970, so that no part's number comes near an instant in milliseconds. */
const MOST_PARTS = 1e9;

/** A ring begins with the number of its newest part, and has count and sum of part number n at place n modulo their number; other windows stay as they are. */
function windowFrom(window: Window): Pick<LeafState, 'window' | 'recent' | 'parts'> {
  const [newest = 0] = window;
  if (window.length % 2 === 0 || newest < 0 || newest > MOST_PARTS) return { window };
  const size = (window.length - 1) / 2;
  const part = (number: number) => {
    const place = 1 + 2 * (number % size);
    return [number, window[place] ?? 0, window[place + 1] ?? 0] as const;
  };
  const oldest = newest - size + 1;
  const closed = Array.from({ length: size - 1 }, (_, index) => part(oldest + index)).filter(([, count]) => count > 0);
  return partedOf([...closed.flat(), ...part(newest)]);
}

function chunkFrom([hour, readings, closes = []]: FormatTwo['tail'][number], known: readonly number[]): Chunk {
  const own = readings.slice();
  for (let index = 1; index < own.length; index += STRIDE) own[index] = known[own[index] ?? -1] ?? -1;
  return { hour, readings: own, closes, answers: NO_ANSWERS };
}
