import type { Unseen } from '../closing.ts';
import type { AlertClosedEvent, AnsweredEvent, MeasurementEvent, OrderedEvent, RefusedEvent } from '../event.ts';
import { DAY } from '../leaves/window.ts';
import { metricAt, placeOfMetric } from '../metricPlace.ts';
import { compareEvents, comparePlaces } from '../order.ts';
import { roomFor, withRoomFor } from '../roomFor.ts';

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
  /** In order. */
  readonly answers: readonly AnsweredEvent[];
}
/** `seen`: how long before it counts it was made, where that is not the same. */
type Close = readonly [offset: number, ruleId: string, seen?: number];

export type Tail = readonly Chunk[];
export type KeptEvent = MeasurementEvent | AnsweredEvent | AlertClosedEvent;

export const STRIDE = 4;
const NO_CLOSES: readonly Close[] = [];
export const NO_ANSWERS: readonly AnsweredEvent[] = [];
const NONE: readonly number[] = [];
const NO_CHUNK: Chunk = { hour: 0, readings: NONE, closes: NO_CLOSES, answers: NO_ANSWERS };

export function hourOf(at: number): number {
  return Math.floor(at / HOUR);
}

/** How long after its instant it was received; less than nothing where the clock of the device is ahead. */
export function delayOf(event: MeasurementEvent | AnsweredEvent | RefusedEvent): number {
  return (event.receivedAt ?? event.at) - event.at;
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
    const last = grown[grown.length - 1];
    if (last?.hour === hour) {
      const { closes, answers } = last;
      grown = withLast(grown, { hour, readings: last.readings.concat(readings), closes, answers });
    } else grown = grown.concat([{ hour, readings, closes: NO_CLOSES, answers: NO_ANSWERS }]);
    first = end;
  }
  return grown;
}

/** The tail with this chunk in the place of its last. */
function withLast(tail: Tail, chunk: Chunk): Tail {
  const others = tail.slice();
  others[others.length - 1] = chunk;
  return others;
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
  const hour = hourOf(event.at);
  const last = tail[tail.length - 1];
  const { readings: earlier, closes, answers } = last?.hour === hour ? last : NO_CHUNK;
  const readings = withRoomFor(STRIDE, earlier);
  const start = earlier.length;
  readings[start] = event.at - hour * HOUR;
  readings[start + 1] = metric;
  readings[start + 2] = event.value;
  readings[start + 3] = delayOf(event);
  const chunk = { hour, readings, closes, answers };
  return last?.hour === hour ? withLast(tail, chunk) : tail.concat([chunk]);
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
  const hour = hourOf(event.at);
  const close = closeIn(hour, event);
  const last = tail[tail.length - 1];
  if (last?.hour !== hour) return [...tail, { hour, readings: NONE, closes: [close], answers: NO_ANSWERS }];
  return withLast(tail, { ...last, closes: [...last.closes, close] });
}

function closeIn(hour: number, { at, ruleId, seenUntil = at }: AlertClosedEvent): Close {
  const offset = at - hour * HOUR;
  return seenUntil === at ? [offset, ruleId] : [offset, ruleId, at - seenUntil];
}

/** The closes of one chunk, in order. */
export function closesOf({ hour, closes }: Chunk): AlertClosedEvent[] {
  return closes.map(([offset, ruleId, seen = 0]) => {
    const at = hour * HOUR + offset;
    return { type: 'alert-closed', ruleId, at, ...(seen > 0 && { seenUntil: at - seen }) };
  });
}

function withAnswers(tail: Tail, event: AnsweredEvent): Tail {
  const hour = hourOf(event.at);
  const last = tail[tail.length - 1];
  if (last?.hour !== hour) return [...tail, { hour, readings: NONE, closes: NO_CLOSES, answers: [event] }];
  return withLast(tail, { ...last, answers: [...last.answers, event] });
}

/** Whether an event comes after all others of the tail: later, or of the same instant and in its place after them. */
export function comesAfter(tail: Tail, event: KeptEvent): boolean {
  const newest = newestAt(tail);
  if (event.at !== newest) return event.at > newest;
  const { hour, readings, closes, answers } = tail[tail.length - 1] ?? NO_CHUNK;
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

/** When the last event was; minus infinity when there is none. */
export function newestAt(tail: Tail): number {
  const chunk = tail.at(-1);
  if (!chunk) return Number.NEGATIVE_INFINITY;
  const { hour, readings, closes, answers } = chunk;
  const read = readings.length > 0 ? (readings[readings.length - STRIDE] ?? 0) : Number.NEGATIVE_INFINITY;
  const closed = closes.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  return Math.max(hour * HOUR + Math.max(read, closed), answers.at(-1)?.at ?? Number.NEGATIVE_INFINITY);
}

/** The tail with an event in its place; null when it is already there. Of two receptions of one reading, the earlier counts. */
export function insert(tail: Tail, event: KeptEvent): Tail | null {
  const hour = hourOf(event.at);
  let index = tail.length;
  while (index > 0 && (tail[index - 1]?.hour ?? 0) >= hour) index -= 1;
  const found = tail[index];
  const known = found?.hour === hour ? found : { hour, readings: [], closes: NO_CLOSES, answers: NO_ANSWERS };
  const chunk = insertInto(known, event);
  return chunk && tail.toSpliced(index, found?.hour === hour ? 1 : 0, chunk);
}

function insertInto(chunk: Chunk, event: KeptEvent): Chunk | null {
  switch (event.type) {
    case 'measurement':
      return insertReading(chunk, event);
    case 'answered':
      return insertAnswers(chunk, event);
    case 'alert-closed':
      return insertClose(chunk, event);
  }
}

function insertAnswers(chunk: Chunk, event: AnsweredEvent): Chunk | null {
  const index = chunk.answers.findIndex((known) => comparePlaces(known, event) === 0);
  const known = chunk.answers[index];
  if (!known) return { ...chunk, answers: [...chunk.answers, event].sort(compareEvents) };
  return delayOf(event) < delayOf(known) ? { ...chunk, answers: chunk.answers.with(index, event) } : null;
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
  const closes = [...chunk.closes, closeIn(chunk.hour, event)];
  closes.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  return { ...chunk, closes };
}

/** The events of one chunk, in order. */
export function eventsOf(chunk: Chunk): KeptEvent[] {
  const { hour, readings, answers } = chunk;
  const start = hour * HOUR;
  const events: KeptEvent[] = [...answers, ...closesOf(chunk)];
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

/** Until when whoever last closed an alert had seen what was received, where that was at `since` or later; null: nobody has. What lies before is not looked through. */
export function closedSince(tail: Tail, since: number): number | null {
  for (let index = tail.length - 1; index >= 0; index -= 1) {
    const chunk = tail[index] ?? NO_CHUNK;
    if ((chunk.hour + 1) * HOUR <= since) return null;
    const last = closesOf(chunk).at(-1);
    if (!last) continue;
    const { at, seenUntil = at } = last;
    return seenUntil >= since ? seenUntil : null;
  }
  return null;
}

/** When a person last closed this alert, as far as the tail reaches, which is a day at least; null: nobody has. */
export function closeOf(tail: Tail, ruleId: string): number | null {
  for (const { hour, closes } of tail.toReversed()) {
    const last = closes.findLast((close) => close[1] === ruleId);
    if (last) return hour * HOUR + last[0];
  }
  return null;
}

/** The chunks from an hour that begins at `from` or later. */
export function dropBefore(tail: Tail, from: number): Tail {
  let first = 0;
  while (first < tail.length && (tail[first]?.hour ?? 0) * HOUR < from) first += 1;
  return first === 0 ? tail : tail.slice(first);
}

/**
 * The readings that the person who closed an alert cannot have seen, in order, and after those of each hour its responses. Of what lies before `baseUntil` only what had been given
 * when the close was: it has been judged in the base, and what comes there later is judged on its own.
 */
export function unseenAt(tail: Tail, close: AlertClosedEvent, baseUntil: number): Unseen[] {
  const { at: closedAt, seenUntil = closedAt } = close;
  const oldest = closedAt - REACH;
  const isUnseen = (at: number, delay: number) =>
    at >= oldest && at <= closedAt && at + delay > seenUntil && (at >= baseUntil || at + delay <= closedAt);
  const unseen: Unseen[] = [];
  for (const { hour, readings, answers } of tail) {
    const start = hour * HOUR;
    if (start > closedAt || start + HOUR <= oldest) continue;
    for (let index = 0; index < readings.length; index += STRIDE) {
      const at = start + (readings[index] ?? 0);
      const delay = readings[index + 3] ?? 0;
      if (isUnseen(at, delay))
        unseen.push({ metric: readings[index + 1] ?? -1, at, value: readings[index + 2] ?? 0, delay });
    }
    for (const event of answers) if (isUnseen(event.at, delayOf(event))) unseen.push(event);
  }
  return unseen;
}
