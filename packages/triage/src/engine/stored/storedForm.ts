import type { Fold } from '../fold.ts';
import { type LeafState, UNREAD } from '../leaves/leafState.ts';
import { NO_MEMORY } from '../memory.ts';
import { metricAt, NEVER, NOTHING_SEEN, placeOfMetric } from '../metricPlace.ts';
import type { RuleShape } from '../rules/compile.ts';
import { NORMAL, type RuleState } from '../rules/rule.ts';
import { isSame } from '../same.ts';
import type { TriageState } from '../state.ts';
import { STRIDE } from '../tail/chunk.ts';
import { chunksOf } from '../tail/tail.ts';
import { type FormatOne, fromFormatOne } from './formatOne.ts';
import { type FormatTwo, fromFormatTwo } from './formatTwo.ts';
import { readLeaf, type StoredLeaf, storeLeaf } from './storedLeaf.ts';
import { readTail, type StoredTail, storeTail } from './storedTail.ts';

/*
 * A state is written with every batch, and a database handles a short text better than a long one, so it is written short: lists instead of objects, metrics as numbers of a
 * list of their codes, only what differs from a state without events, and of the current fold only what differs from the base. Nothing in it depends on the process that wrote it.
 */

/** Place and content in turn, of what is not as it was. */
type Differing<Content> = readonly (number | Content)[];

interface StoredFold {
  readonly leaves: Differing<StoredLeaf>;
  /** `0`: normal. */
  readonly rules: Differing<RuleState | 0>;
  /** By the number of the metric: how long before the fold's end it was last read; null: never. */
  readonly seen: readonly (number | null)[];
  /** Left out where there is none. */
  readonly reviews?: Fold['reviews'];
}

/** A `TriageState` as it is kept in a database. Plain JSON; read it with `fromStoredForm`. */
export interface StoredState {
  readonly format: 3;
  readonly key: string;
  /** Id, digest and number of leaves of each rule, all of them separated by spaces. */
  readonly rules: string;
  readonly since: number;
  readonly watermark: number;
  readonly baseUntil: number;
  readonly metrics: readonly string[];
  readonly base: StoredFold;
  readonly tail: StoredTail;
  readonly current: StoredFold;
  /** These two are left out where there is none. */
  readonly standalone?: TriageState['standalone'];
  readonly offline?: TriageState['offline'];
}

/** The state as plain JSON, in the newest format. `fromStoredForm` reads it, and the formats before it. */
export function storedForm(state: TriageState): StoredState {
  const { key, rules, since, watermark, baseUntil, base, tail, current, standalone, offline } = state;
  const known = metricsIn(state);
  return {
    format: 3,
    key,
    rules: rules.map((shape) => shape.join(' ')).join(' '),
    since,
    watermark,
    baseUntil,
    metrics: known.map(metricAt),
    base: storeFold(base, null, baseUntil, known),
    tail: storeTail(tail, known),
    current: storeFold(current, base, watermark, known),
    ...(isEmpty(standalone) ? {} : { standalone }),
    ...(isEmpty(offline) ? {} : { offline }),
  };
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}

/** The places of the metrics that the state knows of, in order. */
function metricsIn({ base, current, tail }: TriageState): number[] {
  const isKnown = NOTHING_SEEN.map(
    (_, place) => (current.seen[place] ?? NEVER) !== NEVER || (base.seen[place] ?? NEVER) !== NEVER,
  );
  for (const { readings } of chunksOf(tail)) {
    for (let index = 1; index < readings.length; index += STRIDE) isKnown[readings[index] ?? 0] = true;
  }
  return isKnown.flatMap((known, place) => (known ? [place] : []));
}

function storeFold(
  { leaves, rules, seen, reviews }: Fold,
  base: Fold | null,
  until: number,
  known: readonly number[],
): StoredFold {
  const instants = known.map((place) => seen[place] ?? NEVER);
  return {
    leaves: differingLeaves(leaves, base?.leaves ?? []),
    rules: differingRules(rules, base?.rules ?? []),
    seen: instants.map((at) => (at === NEVER ? null : until - at)),
    ...(isEmpty(reviews) ? {} : { reviews }),
  };
}

function differingLeaves(leaves: readonly LeafState[], before: readonly LeafState[]): Differing<StoredLeaf> {
  const differing: (number | StoredLeaf)[] = [];
  for (const [place, leaf] of leaves.entries()) {
    const known = before[place] ?? UNREAD;
    if (leaf === known) continue;
    const stored = storeLeaf(leaf, leaves[place - 1]);
    if (leaf.mode === known.mode && isSame(stored, storeLeaf(known, undefined))) continue;
    differing.push(place, stored);
  }
  return differing;
}

function differingRules(rules: readonly RuleState[], before: readonly RuleState[]): Differing<RuleState | 0> {
  const differing: (number | RuleState)[] = [];
  for (const [place, rule] of rules.entries()) {
    const known = before[place] ?? NORMAL;
    if (rule === known || isSame(rule, known)) continue;
    differing.push(place, isSame(rule, NORMAL) ? 0 : rule);
  }
  return differing;
}

/** The state that `storedForm` was given, also where an earlier version of the platform wrote it. @throws RangeError when it is of another format, or holds a metric that is not in the catalogue. */
export function fromStoredForm(stored: StoredState | FormatTwo | FormatOne): TriageState {
  if (stored.format === 1) return fromFormatOne(stored);
  if (stored.format === 2) return fromFormatTwo(stored);
  if (stored.format !== 3)
    throw new RangeError('What triage remembers is stored in a format that this version cannot read');
  const { key, since, watermark, baseUntil, standalone = {}, offline = {} } = stored;
  const known = stored.metrics.map(placeOfMetric);
  const rules = readShapes(stored.rules);
  const count = rules.reduce((sum, [, , leaves]) => sum + leaves, 0);
  const unread = { leaves: new Array<LeafState>(count).fill(UNREAD), rules: rules.map(() => NORMAL) };
  const base = readFold(stored.base, unread, baseUntil, known);
  const current = readFold(stored.current, base, watermark, known);
  const tail = readTail(stored.tail, known);
  return { format: 3, key, rules, since, watermark, baseUntil, base, tail, current, standalone, offline };
}

function readShapes(text: string): RuleShape[] {
  const words = text.split(' ');
  const shapes: RuleShape[] = [];
  for (let index = 0; index + 2 < words.length; index += 3) {
    shapes.push([words[index] ?? '', words[index + 1] ?? '', Number(words[index + 2])]);
  }
  return shapes;
}

function readFold(
  { leaves, rules, seen, reviews = {} }: StoredFold,
  before: Pick<Fold, 'leaves' | 'rules'>,
  until: number,
  known: readonly number[],
): Fold {
  const own = { leaves: before.leaves.slice(), rules: before.rules.slice() };
  for (let index = 0; index < leaves.length; index += 2) {
    const place = Number(leaves[index]);
    own.leaves[place] = readLeaf(leaves[index + 1] ?? 0, own.leaves[place - 1]);
  }
  for (let index = 0; index < rules.length; index += 2) {
    const rule = rules[index + 1];
    own.rules[Number(rules[index])] = typeof rule === 'object' ? rule : NORMAL;
  }
  const instants = NOTHING_SEEN.slice();
  for (const [number, ago] of seen.entries()) instants[known[number] ?? -1] = ago === null ? NEVER : until - ago;
  return { leaves: own.leaves, rules: own.rules, seen: instants, reviews, memory: NO_MEMORY };
}
