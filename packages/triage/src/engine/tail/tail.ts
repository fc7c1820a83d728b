import type { AlertClosedEvent, AnsweredEvent, MeasurementEvent, OrderedEvent } from '../event.ts';
import { DAY } from '../leaves/window.ts';
import { placeOfMetric } from '../metricPlace.ts';
import { comparePlaces } from '../order.ts';
import { roomFor } from '../roomFor.ts';
import {
  type Chunk,
  closeIn,
  delayOf,
  emptyChunk,
  HOUR,
  hourOf,
  insertInto,
  type KeptEvent,
  readInto,
  STRIDE,
} from './chunk.ts';

/** How old an event may always be, against the newest instant, to be put in its place among the others. */
export const LATENESS = DAY;
/** How old it may be at most, where so little is measured that it costs nothing to wait for it. */
export const REACH = 14 * DAY;

/**
 * The hours in which something happened. The newest stands beside the list of the others, so that what comes in it leaves that list as it is: most
 * readings do, and the list would be copied for each.
 */
export interface Tail {
  /** Oldest first. */
  readonly earlier: readonly Chunk[];
  /** Null when nothing has happened. */
  readonly newest: Chunk | null;
}

export const NO_TAIL: Tail = { earlier: [], newest: null };

/** Oldest first. */
export function chunksOf({ earlier, newest }: Tail): readonly Chunk[] {
  return newest === null ? earlier : [...earlier, newest];
}

export function tailOf(chunks: readonly Chunk[]): Tail {
  const newest = chunks.at(-1);
  return newest ? { earlier: chunks.slice(0, -1), newest } : NO_TAIL;
}

/** The chunk that is so many before the newest, which is at 0; null when there is none. */
export function chunkBack({ earlier, newest }: Tail, back: number): Chunk | null {
  return back === 0 ? newest : (earlier[earlier.length - back] ?? null);
}

/** The tail with this chunk in the place of its newest, where that is of the same hour, or else after all of them. */
function withNewest({ earlier, newest }: Tail, chunk: Chunk): Tail {
  if (newest === null || newest.hour === chunk.hour) return { earlier, newest: chunk };
  return { earlier: earlier.concat([newest]), newest: chunk };
}

/** What is to grow by an event of this hour. */
function chunkFor({ newest }: Tail, hour: number): Chunk {
  return newest?.hour === hour ? newest : emptyChunk(hour);
}

/** The tail with the readings from `from` on among the events, which come in order and after all others. */
export function withReadings(tail: Tail, events: readonly OrderedEvent[], from: number): Tail {
  let grown = tail;
  for (let first = 0; first < events.length; ) {
    const event = events[first];
    if (event?.type !== 'measurement' || event.at < from) {
      first += 1;
      continue;
    }
    const hour = hourOf(event.at);
    const end = endOfHour(events, first, (hour + 1) * HOUR);
    const readings = readingsOf(events, first, end, hour);
    const known = chunkFor(grown, hour);
    grown = withNewest(grown, { ...known, readings: known.readings.concat(readings) });
    first = end;
  }
  return grown;
}

function endOfHour(events: readonly OrderedEvent[], first: number, until: number): number {
  let end = first;
  while (end < events.length && (events[end]?.at ?? 0) < until) end += 1;
  return end;
}

function readingsOf(events: readonly OrderedEvent[], first: number, end: number, hour: number): readonly number[] {
  const readings = roomFor(STRIDE * (end - first));
  let length = 0;
  for (let index = first; index < end; index += 1) {
    const event = events[index];
    if (event?.type !== 'measurement') continue;
    readings[length] = event.at - hour * HOUR;
    readings[length + 1] = placeOfMetric(event.metric);
    readings[length + 2] = event.value;
    readings[length + 3] = delayOf(event);
    length += STRIDE;
  }
  return length === readings.length ? readings : readings.slice(0, length);
}

/** The same with one reading. `metric`: its place. */
export function withReading(tail: Tail, metric: number, event: MeasurementEvent): Tail {
  return withNewest(tail, readInto(chunkFor(tail, hourOf(event.at)), metric, event));
}

/** The tail with events of any kind that come in order and after all others. */
export function withEvents(tail: Tail, events: readonly OrderedEvent[]): Tail {
  let grown = tail;
  for (const event of events) {
    if (event.type === 'measurement') grown = withReading(grown, placeOfMetric(event.metric), event);
    else if (event.type === 'alert-closed') grown = withClose(grown, event);
    else if (event.type === 'answered') grown = withAnswers(grown, event);
  }
  return grown;
}

function withClose(tail: Tail, event: AlertClosedEvent): Tail {
  const known = chunkFor(tail, hourOf(event.at));
  return withNewest(tail, { ...known, closes: [...known.closes, closeIn(known.hour, event)] });
}

function withAnswers(tail: Tail, event: AnsweredEvent): Tail {
  const known = chunkFor(tail, hourOf(event.at));
  return withNewest(tail, { ...known, answers: [...known.answers, event] });
}

/** Whether an event comes after all others of the tail: later, or of the same instant and in its place after them. */
export function comesAfter(tail: Tail, event: KeptEvent): boolean {
  const newest = newestAt(tail);
  if (event.at !== newest) return event.at > newest;
  const { hour, readings, closes, answers } = tail.newest ?? emptyChunk(0);
  const offset = event.at - hour * HOUR;
  const close = closes.at(-1);
  if (event.type === 'alert-closed') return close?.[0] !== offset || close[1] < event.ruleId;
  if (close?.[0] === offset) return false;
  const answered = answers.at(-1);
  if (event.type === 'answered') return answered?.at !== event.at || comparePlaces(answered, event) < 0;
  if (answered?.at === event.at) return false;
  if (readings[readings.length - STRIDE] !== offset) return true;
  const metric = placeOfMetric(event.metric);
  const last = readings[readings.length - STRIDE + 1] ?? 0;
  return metric === last ? event.value > (readings[readings.length - STRIDE + 2] ?? 0) : metric > last;
}

/** When the oldest hour begins in which something happened; infinity when there is none. */
export function beginningOf(tail: Tail): number {
  const [oldest = tail.newest] = tail.earlier;
  return oldest === null ? Number.POSITIVE_INFINITY : oldest.hour * HOUR;
}

/** When the last event was; minus infinity when there is none. */
export function newestAt(tail: Tail): number {
  if (tail.newest === null) return Number.NEGATIVE_INFINITY;
  const { hour, readings, closes, answers } = tail.newest;
  const read = readings.length > 0 ? (readings[readings.length - STRIDE] ?? 0) : Number.NEGATIVE_INFINITY;
  const closed = closes.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  return Math.max(hour * HOUR + Math.max(read, closed), answers.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
}

/** The tail with an event in its place; null when it is already there. Of two receptions of one reading, the earlier counts. */
export function insert(tail: Tail, event: KeptEvent): Tail | null {
  const hour = hourOf(event.at);
  const chunks = chunksOf(tail);
  const place = chunks.findIndex((known) => known.hour >= hour);
  const index = place === -1 ? chunks.length : place;
  const found = chunks[index]?.hour === hour ? chunks[index] : undefined;
  const chunk = insertInto(found ?? emptyChunk(hour), event);
  return chunk && tailOf(chunks.toSpliced(index, found ? 1 : 0, chunk));
}

/** The chunks from an hour that begins at `from` or later. */
export function dropBefore(tail: Tail, from: number): Tail {
  const isKept = ({ hour }: Chunk) => hour * HOUR >= from;
  const { earlier, newest } = tail;
  if (newest === null || !isKept(newest)) return NO_TAIL;
  const first = earlier.findIndex(isKept);
  if (first === 0 || earlier.length === 0) return tail;
  return { earlier: first === -1 ? NO_TAIL.earlier : earlier.slice(first), newest };
}
