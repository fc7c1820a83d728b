/**
 * What a rule must remember of the past, kept so that a new reading costs the same however many lie in the window. All are flat
 * lists of numbers and are never changed in place.
 */
export type Window = readonly number[];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Instant and value pairs: the readings that are, or can still become, the lowest (highest) of the window. Monotone. */
export function dropOld(window: Window, from: number): Window {
  let first = 0;
  while (first < window.length && (window[first] ?? 0) < from) first += 2;
  return first === 0 ? window : window.slice(first);
}

export function pushExtreme(window: Window, at: number, value: number, kind: 'minimum' | 'maximum'): Window {
  let end = window.length;
  while (end > 0) {
    const last = window[end - 1] ?? 0;
    if (kind === 'minimum' ? last < value : last > value) break;
    end -= 2;
  }
  const next = end === window.length ? [...window] : window.slice(0, end);
  next.push(at, value);
  return next;
}

/** How fine the parts of a mean's window are: minutes up to two hours, hours up to two days, quarters of a day beyond. */
export function partOf(over: number): number {
  if (over <= 2 * HOUR) return MINUTE;
  return over <= 2 * DAY ? HOUR : 6 * HOUR;
}

/** Part number, count and sum triples. The oldest part of the window counts whole. */
export function addToParts(parts: Window, at: number, value: number, width: number, over: number): Window {
  const kept = dropOldParts(parts, at, width, over);
  const part = Math.floor(at / width);
  const end = kept.length;
  if (kept[end - 3] === part) {
    const next = [...kept];
    next[end - 2] = (kept[end - 2] ?? 0) + 1;
    next[end - 1] = (kept[end - 1] ?? 0) + value;
    return next;
  }
  return [...kept, part, 1, value];
}

export function dropOldParts(parts: Window, at: number, width: number, over: number): Window {
  const oldest = Math.floor((at - over) / width);
  let first = 0;
  while (first < parts.length && (parts[first] ?? 0) < oldest) first += 3;
  return first === 0 ? parts : parts.slice(first);
}

export interface Sum {
  readonly count: number;
  readonly days: number;
  readonly mean: number;
}

export function sumOf(parts: Window, width: number): Sum {
  let count = 0;
  let sum = 0;
  let days = 0;
  let lastDay = Number.NaN;
  for (let index = 0; index < parts.length; index += 3) {
    count += parts[index + 1] ?? 0;
    sum += parts[index + 2] ?? 0;
    const day = Math.floor(((parts[index] ?? 0) * width) / DAY);
    if (day !== lastDay) days += 1;
    lastDay = day;
  }
  return { count, days, mean: count === 0 ? Number.NaN : sum / count };
}

/** The median of the parts' means; null where there are fewer parts than `atLeast`. An even number of them: the mean of the middle two. */
export function medianOfMeans(parts: Window, atLeast: number): number | null {
  const means: number[] = [];
  for (let index = 0; index < parts.length; index += 3) means.push((parts[index + 2] ?? 0) / (parts[index + 1] ?? 1));
  if (means.length < Math.max(1, atLeast)) return null;
  means.sort((a, b) => a - b);
  const middle = means.length >> 1;
  const upper = means[middle] ?? 0;
  return means.length % 2 === 1 ? upper : ((means[middle - 1] ?? 0) + upper) / 2;
}
