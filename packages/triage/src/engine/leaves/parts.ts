import { roomFor } from '../roomFor.ts';
import { DAY } from './window.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How fine the parts of a window are: minutes up to two hours, hours up to two days, quarters of a day beyond. */
export function partOf(over: number): number {
  if (over <= 2 * HOUR) return MINUTE;
  return over <= 2 * DAY ? HOUR : 6 * HOUR;
}

/** A window kept in parts of `width`, numbered since 1970: it touches at most `size` of them, and the oldest counts whole. */
export interface Parting {
  readonly over: number;
  readonly width: number;
  readonly size: number;
}

export function partingOf(over: number, width: number): Parting {
  return { over, width, size: Math.ceil(over / width) + 1 };
}

/** Number, readings and sum of parts that hold something, oldest first. */
type Triples = readonly number[];

/**
 * What a leaf remembers of such a window. `recent`: how many of the newest parts it has, and these, the last of them still open, at full length from the beginning so that it
 * never grows; a reading changes nothing else. `parts`: the older ones in one list, so that they lie together in memory; it gets four more at a time, and until then all states share it.
 */
export interface Parted {
  recent?: number[] | undefined;
  parts?: Triples | undefined;
}

/** So many parts stay in `recent` at most. */
const RECENT = 4;
const NUMBERS = 3 * RECENT;
const NOTHING: never[] = [];

/** Adds a reading to its part. Instants come in order. */
export function addToParts(parted: Parted, parting: Parting, at: number, value: number): void {
  const recent = turnTo(parted, parting, at);
  const last = placeOfLast(recent);
  recent[last + 1] = (recent[last + 1] ?? 0) + 1;
  recent[last + 2] = (recent[last + 2] ?? 0) + value;
}

/** Opens the part of the instant `at`. */
export function turnTo(parted: Parted, parting: Parting, at: number): number[] {
  const newest = Math.floor(at / parting.width);
  const { recent } = parted;
  if (recent === undefined) {
    const first = recentOf([newest, 0, 0]);
    parted.recent = first;
    return first;
  }
  const last = placeOfLast(recent);
  if (recent[last] === newest) return recent;
  const used = recent[0] ?? 0;
  if (used < RECENT) {
    recent[0] = used + 1;
    recent[last + 3] = newest;
    return recent;
  }
  parted.parts = joined(parted.parts ?? NOTHING, recent.slice(1), newest - parting.size + 1);
  recent.fill(0);
  recent[0] = 1;
  recent[1] = newest;
  return recent;
}

function placeOfLast(recent: readonly number[]): number {
  return 3 * (recent[0] ?? 1) - 2;
}

function recentOf(triples: Triples): number[] {
  const recent = new Array<number>(1 + NUMBERS).fill(0);
  recent[0] = triples.length / 3;
  for (const [index, number] of triples.entries()) recent[1 + index] = number;
  return recent;
}

/** Without those that came together and have all left the window. */
function joined(parts: Triples, triples: Triples, oldest: number): Triples {
  let first = 0;
  while (first < parts.length && (parts[first + NUMBERS - 3] ?? 0) < oldest) first += NUMBERS;
  const kept = parts.length - first;
  const all = roomFor(kept + triples.length);
  for (let index = 0; index < kept; index += 1) all[index] = parts[first + index] ?? 0;
  for (let index = 0; index < triples.length; index += 1) all[kept + index] = triples[index] ?? 0;
  return all;
}

export interface Sum {
  count: number;
  days: number;
  mean: number;
}

/** What is being added up, part after part. `nextDay`: the first part of the day after the one that was last counted. */
interface Adding {
  count: number;
  total: number;
  days: number;
  nextDay: number;
}

function addUp(adding: Adding, triples: Triples, from: number, until: number, oldest: number, partsADay: number): void {
  let { count, total, days, nextDay } = adding;
  for (let index = from; index < until; index += 3) {
    const part = triples[index] ?? 0;
    const own = triples[index + 1] ?? 0;
    if (part < oldest || own === 0) continue;
    count += own;
    total += triples[index + 2] ?? 0;
    if (part < nextDay) continue;
    days += 1;
    nextDay = (Math.floor(part / partsADay) + 1) * partsADay;
  }
  adding.count = count;
  adding.total = total;
  adding.days = days;
  adding.nextDay = nextDay;
}

/** What a list of older parts comes to, which all states share until it gets more. Only a memory, for a window in which a part holds many readings. */
const known = new WeakMap<Triples, Adding & { readonly oldest: number }>();
/** As many readings in the open part make it worth remembering the others. */
const MANY = 6;

function addOlder(adding: Adding, parts: Triples, oldest: number, partsADay: number, remember: boolean): void {
  const remembers = remember && parts.length > 0;
  const found = remembers ? known.get(parts) : undefined;
  if (found?.oldest === oldest) {
    adding.count = found.count;
    adding.total = found.total;
    adding.days = found.days;
    adding.nextDay = found.nextDay;
    return;
  }
  addUp(adding, parts, 0, parts.length, oldest, partsADay);
  if (remembers) known.set(parts, { ...adding, oldest });
}

// One for all, since it is done at every reading.
const adding: Adding = { count: 0, total: 0, days: 0, nextDay: 0 };

/** Counts and mean of the window that ends at `at`, written into `sum`. */
export function sumUp(
  { recent = NOTHING, parts = NOTHING }: Parted,
  { over, width, size }: Parting,
  at: number,
  sum: Sum,
): void {
  const last = placeOfLast(recent);
  const oldest = Math.max((recent[last] ?? 0) - size + 1, Math.floor((at - over) / width));
  const partsADay = DAY / width;
  adding.count = 0;
  adding.total = 0;
  adding.days = 0;
  adding.nextDay = Number.NEGATIVE_INFINITY;
  addOlder(adding, parts, oldest, partsADay, (recent[last + 1] ?? 0) >= MANY);
  addUp(adding, recent, 1, last + 3, oldest, partsADay);
  sum.count = adding.count;
  sum.days = adding.days;
  sum.mean = adding.count === 0 ? Number.NaN : adding.total / adding.count;
}

/** The means of the parts that hold something, the open one left out. */
export function meansOf({ recent = NOTHING, parts = NOTHING }: Parted, { size }: Parting): number[] {
  const last = placeOfLast(recent);
  const oldest = (recent[last] ?? 0) - size + 1;
  const means: number[] = [];
  addMeans(parts, 0, parts.length, oldest, means);
  addMeans(recent, 1, last, oldest, means);
  return means;
}

function addMeans(triples: Triples, from: number, until: number, oldest: number, means: number[]): void {
  for (let index = from; index < until; index += 3) {
    const own = triples[index + 1] ?? 0;
    if (own > 0 && (triples[index] ?? 0) >= oldest) means.push((triples[index + 2] ?? 0) / own);
  }
}

/** All parts, those that have left the window too, as triples. */
export function triplesOf({ recent = NOTHING, parts = NOTHING }: Parted): number[] {
  return [...parts, ...recent.slice(1, placeOfLast(recent) + 3)];
}

/** The same window from its triples. */
export function partedOf(triples: Triples): Parted {
  const older = NUMBERS * Math.floor(Math.max(0, triples.length - 1) / NUMBERS);
  return { recent: recentOf(triples.slice(older)), ...(older > 0 && { parts: triples.slice(0, older) }) };
}
