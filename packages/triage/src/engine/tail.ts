import { findMetric, type MetricCode } from '@samvakt/contract';
import type { AlertClosedEvent, MeasurementEvent } from './event.ts';
import { compareEvents } from './order.ts';
import { DAY } from './window.ts';

/** How old an event may be, against the newest, to be put in its place among the others. */
export const LATENESS = DAY;
export const HOUR = 3_600_000;

/**
 * The events of one hour of event time, kept while something may still arrive among them. For each metric in `codes` (sorted) a list of
 * flat triples in order: milliseconds since the hour, value, milliseconds until received. Plain JSON; replaced, never changed.
 */
interface Chunk {
  readonly hour: number;
  readonly codes: readonly string[];
  readonly lists: readonly (readonly number[])[];
  readonly closes: readonly (readonly [offset: number, ruleId: string])[];
}

export type Tail = readonly Chunk[];
export type KeptEvent = MeasurementEvent | AlertClosedEvent;

const STRIDE = 3;

export function hourOf(at: number): number {
  return Math.floor(at / HOUR);
}

/** The tail with an event that comes after all others in it. */
export function append(tail: Tail, event: KeptEvent): Tail {
  const hour = hourOf(event.at);
  const last = tail.at(-1);
  if (!last || last.hour !== hour) return [...tail, chunkWith({ hour, codes: [], lists: [], closes: [] }, event)];
  const next = tail.slice();
  next[next.length - 1] = chunkWith(last, event);
  return next;
}

function chunkWith(chunk: Chunk, event: KeptEvent): Chunk {
  const offset = event.at - chunk.hour * HOUR;
  if (event.type === 'alert-closed') return { ...chunk, closes: [...chunk.closes, [offset, event.ruleId]] };
  const triple = [offset, event.value, delayOf(event)];
  const list = chunk.lists[chunk.codes.indexOf(event.metric)];
  return withList(chunk, event.metric, list ? list.concat(triple) : triple);
}

function withList(chunk: Chunk, code: string, list: readonly number[]): Chunk {
  const { hour, codes, closes } = chunk;
  const place = codes.indexOf(code);
  if (place >= 0) {
    const lists = chunk.lists.slice();
    lists[place] = list;
    return { hour, codes, lists, closes };
  }
  const after = codes.findIndex((known) => known > code);
  const index = after < 0 ? codes.length : after;
  return { hour, codes: codes.toSpliced(index, 0, code), lists: chunk.lists.toSpliced(index, 0, list), closes };
}

function delayOf(event: MeasurementEvent): number {
  return Math.max(0, (event.receivedAt ?? event.at) - event.at);
}

/** The tail with an event in its place; null when it is already there. Of two receptions of one reading, the earlier counts. */
export function insert(tail: Tail, event: KeptEvent): Tail | null {
  const hour = hourOf(event.at);
  let index = tail.length;
  while (index > 0 && (tail[index - 1]?.hour ?? 0) >= hour) index -= 1;
  const found = tail[index];
  if (!found || found.hour !== hour) {
    return [
      ...tail.slice(0, index),
      chunkWith({ hour, codes: [], lists: [], closes: [] }, event),
      ...tail.slice(index),
    ];
  }
  const chunk = event.type === 'measurement' ? insertReading(found, event) : insertClose(found, event);
  return chunk && tail.with(index, chunk);
}

function insertReading(chunk: Chunk, event: MeasurementEvent): Chunk | null {
  const offset = event.at - chunk.hour * HOUR;
  const list = (chunk.lists[chunk.codes.indexOf(event.metric)] ?? []).slice();
  let index = list.length;
  while (index > 0) {
    const [at = 0, value = 0, delay = 0] = list.slice(index - STRIDE, index);
    if (at === offset && value === event.value) {
      if (delayOf(event) >= delay) return null;
      list[index - 1] = delayOf(event);
      return withList(chunk, event.metric, list);
    }
    if (at < offset || (at === offset && value < event.value)) break;
    index -= STRIDE;
  }
  list.splice(index, 0, offset, event.value, delayOf(event));
  return withList(chunk, event.metric, list);
}

function insertClose(chunk: Chunk, event: AlertClosedEvent): Chunk | null {
  const offset = event.at - chunk.hour * HOUR;
  if (chunk.closes.some(([at, ruleId]) => at === offset && ruleId === event.ruleId)) return null;
  const closes = [...chunk.closes, [offset, event.ruleId] as const];
  closes.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  return { ...chunk, closes };
}

/** The events from `from` (inclusive) until `until` (exclusive), in order. */
export function eventsOf(tail: Tail, from: number, until = Number.POSITIVE_INFINITY): KeptEvent[] {
  const events: KeptEvent[] = [];
  for (const chunk of tail) {
    const start = chunk.hour * HOUR;
    if (start >= until || start + HOUR <= from) continue;
    const own: KeptEvent[] = [];
    for (const [place, code] of chunk.codes.entries()) addReadings(own, start, code, chunk.lists[place] ?? []);
    for (const [offset, ruleId] of chunk.closes) own.push({ type: 'alert-closed', ruleId, at: start + offset });
    own.sort(compareEvents);
    for (const event of own) if (event.at >= from && event.at < until) events.push(event);
  }
  return events;
}

function addReadings(events: KeptEvent[], start: number, code: string, list: readonly number[]): void {
  const metric = findMetric(code)?.code;
  if (!metric) throw new RangeError(`The triage state holds readings of ${code}, which is not in the catalogue`);
  for (let index = 0; index < list.length; index += STRIDE) {
    const at = start + (list[index] ?? 0);
    events.push({
      type: 'measurement',
      metric,
      at,
      value: list[index + 1] ?? 0,
      receivedAt: at + (list[index + 2] ?? 0),
    });
  }
}

/** The chunks from an hour that begins at `from` or later. */
export function dropBefore(tail: Tail, from: number): Tail {
  return tail.filter((chunk) => chunk.hour * HOUR >= from);
}

/** The readings that the person who closed an alert at `closedAt` cannot have seen. */
export function unseenAt(
  events: readonly KeptEvent[],
  closedAt: number,
): (MeasurementEvent & { metric: MetricCode })[] {
  return events.filter(
    (event): event is MeasurementEvent =>
      event.type === 'measurement' &&
      event.at <= closedAt &&
      event.at >= closedAt - LATENESS &&
      (event.receivedAt ?? event.at) > closedAt,
  );
}
