import type { AlertClosedEvent, AnsweredEvent, MeasurementEvent, RefusedEvent } from '../event.ts';
import { metricAt, placeOfMetric } from '../metricPlace.ts';
import { compareEvents, comparePlaces } from '../order.ts';
import { withRoomFor } from '../roomFor.ts';

export const HOUR = 3_600_000;

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

export type KeptEvent = MeasurementEvent | AnsweredEvent | AlertClosedEvent;

export const STRIDE = 4;
const NO_CLOSES: readonly Close[] = [];
export const NO_ANSWERS: readonly AnsweredEvent[] = [];
const NONE: readonly number[] = [];

/** An hour in which nothing has happened. */
export function emptyChunk(hour: number): Chunk {
  return { hour, readings: NONE, closes: NO_CLOSES, answers: NO_ANSWERS };
}

export function hourOf(at: number): number {
  return Math.floor(at / HOUR);
}

/** How long after its instant it was received; less than nothing where the clock of the device is ahead. */
export function delayOf(event: MeasurementEvent | AnsweredEvent | RefusedEvent): number {
  return (event.receivedAt ?? event.at) - event.at;
}

/** The chunk with one reading more, after all others. `metric`: its place. */
export function readInto(
  { hour, readings: earlier, closes, answers }: Chunk,
  metric: number,
  event: MeasurementEvent,
): Chunk {
  const readings = withRoomFor(STRIDE, earlier);
  const start = earlier.length;
  readings[start] = event.at - hour * HOUR;
  readings[start + 1] = metric;
  readings[start + 2] = event.value;
  readings[start + 3] = delayOf(event);
  return { hour, readings, closes, answers };
}

export function closeIn(hour: number, { at, ruleId, seenUntil = at }: AlertClosedEvent): Close {
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

/** The chunk with an event in its place; null when it is already there. Of two receptions of one reading, the earlier counts. */
export function insertInto(chunk: Chunk, event: KeptEvent): Chunk | null {
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
