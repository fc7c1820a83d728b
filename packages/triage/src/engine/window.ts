/**
 * What a rule must remember of the past, kept so that a new reading costs the same however many lie in the window. All are flat
 * lists of numbers. What changes one changes it in place: it belongs to the draft in hand.
 */
export type Window = readonly number[];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Instant and value pairs: the readings that are, or can still become, the lowest (highest) of the window. Monotone. */
export function dropOld(window: number[], from: number): void {
  let first = 0;
  while (first < window.length && (window[first] ?? 0) < from) first += 2;
  if (first > 0) window.splice(0, first);
}

/** `sign`: 1 keeps the highest, -1 the lowest. */
export function pushExtreme(window: number[], at: number, value: number, sign: 1 | -1): void {
  let end = window.length;
  while (end > 0 && sign * (window[end - 1] ?? 0) <= sign * value) {
    window.pop();
    window.pop();
    end -= 2;
  }
  window.push(at, value);
}

/** How fine the parts of a mean's window are: minutes up to two hours, hours up to two days, quarters of a day beyond. */
export function partOf(over: number): number {
  if (over <= 2 * HOUR) return MINUTE;
  return over <= 2 * DAY ? HOUR : 6 * HOUR;
}

/**
 * The parts of a window in a ring: the number of the newest part, then count and sum of each, part number n at place n modulo their number. As many
 * as the window can touch: the oldest part counts whole. Nothing moves when a part is added.
 */
export interface Ring {
  readonly over: number;
  readonly width: number;
  readonly size: number;
}

export function ringOf(over: number, width: number): Ring {
  return { over, width, size: Math.ceil(over / width) + 1 };
}

/** The ring at the instant `at`: parts that have left the window are empty. `parts` undefined: a new one. */
export function turnTo(parts: number[] | undefined, { width, size }: Ring, at: number): number[] {
  const newest = Math.floor(at / width);
  if (!parts) {
    const fresh = [newest];
    for (let index = 0; index < size; index += 1) fresh.push(0, 0);
    return fresh;
  }
  const before = parts[0] ?? newest;
  for (let part = Math.max(before, newest - size) + 1; part <= newest; part += 1) {
    const place = 1 + 2 * (part % size);
    parts[place] = 0;
    parts[place + 1] = 0;
  }
  parts[0] = newest;
  return parts;
}

/** Adds to the newest part. */
export function addToRing(parts: number[], { size }: Ring, value: number): void {
  const place = 1 + 2 * ((parts[0] ?? 0) % size);
  parts[place] = (parts[place] ?? 0) + 1;
  parts[place + 1] = (parts[place + 1] ?? 0) + value;
}

/** A ring made of triples of part number, count and sum, oldest first. */
export function ringOfParts(triples: Window, ring: Ring): Window {
  const newest = triples.at(-3);
  if (newest === undefined) return turnTo(undefined, ring, 0);
  const parts = turnTo(undefined, ring, newest * ring.width);
  for (let index = 0; index < triples.length; index += 3) {
    const part = triples[index] ?? 0;
    if (part <= newest - ring.size) continue;
    const place = 1 + 2 * (part % ring.size);
    parts[place] = triples[index + 1] ?? 0;
    parts[place + 1] = triples[index + 2] ?? 0;
  }
  return parts;
}

export interface Sum {
  count: number;
  days: number;
  mean: number;
}

/** Counts and mean of the parts of the window that ends at `at`, written into `sum`. */
export function sumUp(parts: Window, { over, width, size }: Ring, at: number, sum: Sum): void {
  const newest = parts[0] ?? 0;
  const oldest = Math.max(newest - size + 1, Math.floor((at - over) / width));
  const partsADay = DAY / width;
  let count = 0;
  let total = 0;
  let days = 0;
  let lastDay = Number.NaN;
  for (let part = oldest; part <= newest; part += 1) {
    const place = 1 + 2 * (part % size);
    const own = parts[place] ?? 0;
    if (own === 0) continue;
    count += own;
    total += parts[place + 1] ?? 0;
    const day = Math.floor(part / partsADay);
    if (day !== lastDay) days += 1;
    lastDay = day;
  }
  sum.count = count;
  sum.days = days;
  sum.mean = count === 0 ? Number.NaN : total / count;
}

/** The means of the parts that hold something, the newest part left out; in no order. */
export function meansBefore(parts: Window, { size }: Ring): number[] {
  const newest = (parts[0] ?? 0) % size;
  const means: number[] = [];
  for (let slot = 0; slot < size; slot += 1) {
    const count = parts[1 + 2 * slot] ?? 0;
    if (count > 0 && slot !== newest) means.push((parts[2 + 2 * slot] ?? 0) / count);
  }
  return means;
}

/** An even number of them: the mean of the middle two. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = inOrderOfSize(numbers);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Sorts by insertion: for the few numbers that there are it is the fastest. */
function inOrderOfSize(numbers: readonly number[]): number[] {
  const sorted = numbers.slice();
  for (let index = 1; index < sorted.length; index += 1) {
    const value = sorted[index] ?? 0;
    let place = index;
    for (; place > 0 && (sorted[place - 1] ?? 0) > value; place -= 1) sorted[place] = sorted[place - 1] ?? 0;
    sorted[place] = value;
  }
  return sorted;
}
