import type { RuleAlert } from '../alerts/alert.ts';
import type { ReviewState } from '../alerts/review.ts';
import type { Fold } from '../fold.ts';
import { draftOf, type LeafState } from '../leaves/leafState.ts';
import { NO_MEMORY } from '../memory.ts';
import { NEVER, NOTHING_SEEN, placeOfMetric } from '../metricPlace.ts';
import type { RuleState } from '../rules/rule.ts';
import type { TriageState } from '../state.ts';
import { type Chunk, NO_ANSWERS } from '../tail/chunk.ts';
import { tailOf } from '../tail/tail.ts';

/** How the state was stored before windows were kept in rings. Only read. */
export interface FormatOne {
  readonly format: 1;
  readonly key: string;
  readonly rules: readonly (readonly [id: string, shape: string])[];
  readonly since: number;
  readonly watermark: number;
  readonly baseUntil: number;
  readonly base: FoldOne;
  readonly tail: readonly {
    readonly hour: number;
    readonly codes: readonly string[];
    readonly lists: readonly (readonly number[])[];
    readonly closes: readonly (readonly [offset: number, ruleId: string])[];
  }[];
  readonly current: FoldOne;
  readonly standalone: Readonly<Record<string, RuleAlert>>;
}

type LeafOne = Omit<LeafState, 'lastAt'> & { readonly lastAt?: number | null };

interface FoldOne {
  readonly rules: readonly (RuleState & { readonly leaves: readonly LeafOne[] })[];
  readonly seen: Readonly<Record<string, number>>;
  readonly reviews: Readonly<Record<string, ReviewState>>;
}

/**
 * Everything but the windows of means and of baselines, which only the compiled leaf can lay out as rings. The key is one that no protocol has, so that the state is
 * carried over before it is used.
 */
export function fromFormatOne(stored: FormatOne): TriageState {
  const { key, since, watermark, baseUntil, standalone } = stored;
  const rules = stored.rules.map(
    ([id, shape], index) => [id, shape, stored.current.rules[index]?.leaves.length ?? 0] as const,
  );
  const base = foldFrom(stored.base);
  const current = foldFrom(stored.current);
  const tail = tailOf(stored.tail.map(chunkFrom));
  return {
    format: 1,
    key: `format 1 of ${key}`,
    rules,
    since,
    watermark,
    baseUntil,
    base,
    tail,
    current,
    standalone,
    offline: {},
  };
}

function foldFrom({ rules, seen, reviews }: FoldOne): Fold {
  const instants = NOTHING_SEEN.slice();
  for (const [code, at] of Object.entries(seen)) instants[placeOfMetric(code)] = at ?? NEVER;
  return {
    leaves: rules.flatMap(({ leaves }) => leaves.map(leafFrom)),
    rules: rules.map(({ leaves: _, ...rule }) => rule),
    seen: instants,
    reviews,
    memory: NO_MEMORY,
  };
}

function leafFrom(leaf: LeafOne): LeafState {
  return draftOf({ ...leaf, due: leaf.mode === 'true' ? leaf.due : undefined, lastAt: leaf.lastAt ?? undefined });
}

function chunkFrom({ hour, codes, lists, closes }: FormatOne['tail'][number]): Chunk {
  const quadruples = codes.flatMap((code, index) => {
    const own: [number, number, number, number][] = [];
    const list = lists[index] ?? [];
    for (let start = 0; start < list.length; start += 3) {
      own.push([list[start] ?? 0, placeOfMetric(code), list[start + 1] ?? 0, list[start + 2] ?? 0]);
    }
    return own;
  });
  quadruples.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return { hour, readings: quadruples.flat(), closes, answers: NO_ANSWERS };
}
