/**
 * What a rule must remember of the past, kept so that a new reading costs the same however many lie in the window. All are flat
 * lists of numbers. What changes one changes it in place: it belongs to the draft in hand.
 */
export type Window = readonly number[];

export const DAY = 86_400_000;

/** Instant and value pairs: the readings that are, or can still become, the lowest (highest) of the window. Monotone. */
export function dropOld(window: number[], from: number): void {
  let first = 0;
  while (first < window.length && (window[first] ?? 0) < from) first += 2;
  if (first === 0) return;
  // In place, so that what comes takes the room of what goes.
  for (let index = first; index < window.length; index += 1) window[index - first] = window[index] ?? 0;
  for (let left = first; left > 0; left -= 1) window.pop();
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
