import { type Chunk, NO_ANSWERS, STRIDE } from '../tail/chunk.ts';
import { chunksOf, type Tail, tailOf } from '../tail/tail.ts';

/**
 * For each hour in which something happened: how many hours it is after the one before (the first: since 1970), its readings, its closes and its responses where there are any. Readings of
 * one instant that came together are written together: milliseconds since the hour; how many they are, negative where they took another time to arrive than those before,
 * which then follows; and number of the metric and value of each.
 */
export type StoredTail = readonly (readonly [
  hours: number,
  readings: readonly number[],
  closes?: Chunk['closes'],
  answers?: Chunk['answers'],
])[];

export function storeTail(tail: Tail, known: readonly number[]): StoredTail {
  const numbers: number[] = [];
  for (const [number, place] of known.entries()) numbers[place] = number;
  let before = 0;
  let delay = 0;
  return chunksOf(tail).map(({ hour, readings, closes, answers }) => {
    const stored: number[] = [];
    for (let index = 0; index < readings.length; ) {
      const offset = readings[index] ?? 0;
      const own = readings[index + 3] ?? 0;
      let end = index;
      while (end < readings.length && readings[end] === offset && readings[end + 3] === own) end += STRIDE;
      const count = (end - index) / STRIDE;
      if (own === delay) stored.push(offset, count);
      else stored.push(offset, -count, own);
      delay = own;
      for (; index < end; index += STRIDE) {
        stored.push(numbers[readings[index + 1] ?? -1] ?? -1, readings[index + 2] ?? 0);
      }
    }
    const hours = hour - before;
    before = hour;
    if (answers.length > 0) return [hours, stored, closes, answers];
    return closes.length > 0 ? [hours, stored, closes] : [hours, stored];
  });
}

export function readTail(stored: StoredTail, known: readonly number[]): Tail {
  let hour = 0;
  let delay = 0;
  const chunks = stored.map(([hours, flat, closes = [], answers = NO_ANSWERS]): Chunk => {
    hour += hours;
    const readings: number[] = [];
    for (let index = 0; index < flat.length; ) {
      const offset = flat[index] ?? 0;
      const count = flat[index + 1] ?? 0;
      index += 2;
      if (count < 0) {
        delay = flat[index] ?? 0;
        index += 1;
      }
      for (let left = Math.abs(count); left > 0; left -= 1) {
        readings.push(offset, known[flat[index] ?? -1] ?? -1, flat[index + 1] ?? 0, delay);
        index += 2;
      }
    }
    return { hour, readings, closes, answers };
  });
  return tailOf(chunks);
}
