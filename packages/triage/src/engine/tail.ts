import type { AlertClosedEvent, MeasurementEvent } from './event.ts';
import type { Unseen } from './fold.ts';
import { metricAt, placeOfMetric } from './metricPlace.ts';
import { compareEvents, type Place } from './order.ts';
import { DAY } from './window.ts';

export const HOUR = 3_600_000;
/** How old an event may always be, against the newest instant, to be put in its place among the others. */
export const LATENESS = DAY;
/** How old it may be at most, where so little is measured that it costs nothing to wait for it. */
export const REACH = 14 * DAY;

/**
 * The events of one hour of event time, kept while something may still arrive among them. `readings` are flat quadruples in order:
 * milliseconds since the hour, place of the metric, value, milliseconds until received. Plain JSON; replaced, never changed.
 */
export interface Chunk {
  readonly hour: number;
  readonly readings: readonly number[];
  readonly closes: readonly Close[];
}
type Close = readonly [offset: number, ruleId: string];

export type Tail = readonly Chunk[];
export type KeptEvent = MeasurementEvent | AlertClosedEvent;

export const STRIDE = 4;
const NO_CLOSES: readonly Close[] = [];
const NONE: number[] = [];

export function hourOf(at: number): number {
  return Math.floor(at / HOUR);
}

export function delayOf(event: MeasurementEvent): number {
  return Math.max(0, (event.receivedAt ?? event.at) - event.at);
}

/** A tail that grows at its end. What it was made from is never changed. */
export class GrowingTail {
  readonly #chunks: Chunk[];
  #hour = Number.NaN;
  #readings: number[] = NONE;

  constructor(tail: Tail) {
    this.#chunks = tail.slice();
  }

  /** A reading that comes after all others. `metric`: its place. */
  addReading(at: number, metric: number, value: number, delay: number): void {
    const hour = hourOf(at);
    const offset = at - hour * HOUR;
    if (hour === this.#hour) {
      this.#readings.push(offset, metric, value, delay);
      return;
    }
    const known = this.#lastOf(hour);
    // Joined, and not pushed to a copy: most tails grow by one reading, and a copy that is pushed to takes twice its room.
    this.#readings = known.readings.concat([offset, metric, value, delay]);
    this.#putLast({ hour, readings: this.#readings, closes: known.closes });
  }

  /** A close that comes after all others. */
  addClose(at: number, ruleId: string): void {
    const hour = hourOf(at);
    const known = this.#lastOf(hour);
    this.#readings = known.readings.slice();
    this.#putLast({ hour, readings: this.#readings, closes: [...known.closes, [at - hour * HOUR, ruleId]] });
  }

  #lastOf(hour: number): Chunk {
    const last = this.#chunks[this.#chunks.length - 1];
    return last?.hour === hour ? last : { hour, readings: NONE, closes: NO_CLOSES };
  }

  #putLast(chunk: Chunk): void {
    const { length } = this.#chunks;
    const place = this.#chunks[length - 1]?.hour === chunk.hour ? length - 1 : length;
    this.#chunks[place] = chunk;
    this.#hour = chunk.hour;
  }

  /** The tail as it is now; it must not grow any more. */
  done(): Tail {
    return this.#chunks;
  }
}

/** The place of the last event; null when there is none. */
export function lastPlace(tail: Tail): Place | null {
  const chunk = tail.at(-1);
  if (!chunk) return null;
  const start = chunk.hour * HOUR;
  const { readings, closes } = chunk;
  const close = closes.at(-1);
  const [offset = Number.NEGATIVE_INFINITY, metric = 0, value = 0] = readings.slice(-STRIDE);
  if (close && close[0] >= offset) return [start + close[0], 1, close[1], 0];
  return [start + offset, 0, metricAt(metric), value];
}

/** When the last event was; minus infinity when there is none. */
export function newestAt(tail: Tail): number {
  const chunk = tail.at(-1);
  if (!chunk) return Number.NEGATIVE_INFINITY;
  const { hour, readings, closes } = chunk;
  const read = readings.length > 0 ? (readings[readings.length - STRIDE] ?? 0) : Number.NEGATIVE_INFINITY;
  return hour * HOUR + Math.max(read, closes.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY);
}

/** The tail with an event in its place; null when it is already there. Of two receptions of one reading, the earlier counts. */
export function insert(tail: Tail, event: KeptEvent): Tail | null {
  const hour = hourOf(event.at);
  let index = tail.length;
  while (index > 0 && (tail[index - 1]?.hour ?? 0) >= hour) index -= 1;
  const found = tail[index];
  const known = found?.hour === hour ? found : { hour, readings: [], closes: NO_CLOSES };
  const chunk = event.type === 'measurement' ? insertReading(known, event) : insertClose(known, event);
  return chunk && tail.toSpliced(index, found?.hour === hour ? 1 : 0, chunk);
}

function insertReading(chunk: Chunk, event: MeasurementEvent): Chunk | null {
  const offset = event.at - chunk.hour * HOUR;
  const metric = placeOfMetric(event.metric);
  const delay = delayOf(event);
  const readings = chunk.readings.slice();
  let index = readings.length;
  while (index > 0) {
    const start = index - STRIDE;
    const order =
      (readings[start] ?? 0) - offset ||
      (readings[start + 1] ?? 0) - metric ||
      (readings[start + 2] ?? 0) - event.value;
    if (order < 0) break;
    if (order === 0) {
      if (delay >= (readings[start + 3] ?? 0)) return null;
      readings[start + 3] = delay;
      return { ...chunk, readings };
    }
    index = start;
  }
  readings.splice(index, 0, offset, metric, event.value, delay);
  return { ...chunk, readings };
}

function insertClose(chunk: Chunk, event: AlertClosedEvent): Chunk | null {
  const offset = event.at - chunk.hour * HOUR;
  if (chunk.closes.some(([at, ruleId]) => at === offset && ruleId === event.ruleId)) return null;
  const closes = [...chunk.closes, [offset, event.ruleId] as const];
  closes.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  return { ...chunk, closes };
}

/** The events of one chunk, in order. */
export function eventsOf({ hour, readings, closes }: Chunk): KeptEvent[] {
  const start = hour * HOUR;
  const events: KeptEvent[] = closes.map(([offset, ruleId]) => ({ type: 'alert-closed', ruleId, at: start + offset }));
  for (let index = 0; index < readings.length; index += STRIDE) {
    const at = start + (readings[index] ?? 0);
    const metric = metricAt(readings[index + 1] ?? -1);
    events.push({
      type: 'measurement',
      metric,
      at,
      value: readings[index + 2] ?? 0,
      receivedAt: at + (readings[index + 3] ?? 0),
    });
  }
  return events.sort(compareEvents);
}

export function hasCloses(tail: Tail): boolean {
  return tail.some((chunk) => chunk.closes.length > 0);
}

/** The chunks from an hour that begins at `from` or later. */
export function dropBefore(tail: Tail, from: number): Tail {
  let first = 0;
  while (first < tail.length && (tail[first]?.hour ?? 0) * HOUR < from) first += 1;
  return first === 0 ? tail : tail.slice(first);
}

/** The readings from `from` on that the person who closed an alert at `closedAt` cannot have seen, in order. */
export function unseenAt(tail: Tail, closedAt: number, from: number): Unseen[] {
  const oldest = Math.max(from, closedAt - REACH);
  const unseen: Unseen[] = [];
  for (const { hour, readings } of tail) {
    const start = hour * HOUR;
    if (start > closedAt || start + HOUR <= oldest) continue;
    for (let index = 0; index < readings.length; index += STRIDE) {
      const at = start + (readings[index] ?? 0);
      const delay = readings[index + 3] ?? 0;
      if (at < oldest || at > closedAt || at + delay <= closedAt) continue;
      unseen.push({ metric: readings[index + 1] ?? -1, at, value: readings[index + 2] ?? 0, delay });
    }
  }
  return unseen;
}
