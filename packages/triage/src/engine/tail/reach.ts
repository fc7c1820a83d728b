import type { OrderedEvent } from '../event.ts';
import { DAY } from '../leaves/window.ts';
import { HOUR, hourOf } from './chunk.ts';
import { chunkBack, LATENESS, REACH, type Tail } from './tail.ts';

/**
 * So many hours in which something was measured stay as they are; what lies before is settled two days at a time, or a quarter of a day where there would be
 * more. The fold is kept for each time that it is settled (`memory.ts`): by single days these would be twice as many.
 */
const FEW = 24;
const MORE = 36;
const PACE = 2 * DAY;
const QUARTER = 6 * HOUR;

/**
 * How far the base may reach, given the tail and the events that come after it: everything older is settled, and what still arrives from there is
 * judged on its own. What is less than a day old can always change, and so can the newest 24 hours in which something was measured, for two
 * weeks: a gateway that was silent over a weekend is late for nothing. It grows with every event, whatever their order, so that the base does not
 * depend on it.
 */
export function cutoffOf(tail: Tail, events: readonly OrderedEvent[], watermark: number, baseUntil: number): number {
  const latest = watermark - LATENESS;
  if (latest < baseUntil) return baseUntil;
  const few = newestHour(tail, events, FEW);
  const settled = Math.max(baseUntil, floorTo(watermark - REACH, PACE), floorTo(Math.min(latest, few), PACE));
  if (tail.earlier.length + events.length < MORE - 1) return settled;
  return Math.max(settled, floorTo(Math.min(latest, newestHour(tail, events, MORE)), QUARTER));
}

/** The first instant after `at` to which the base may come to be moved: every other midnight, or where there is more, a quarter of a day. */
export function nextCutoff(tail: Tail, at: number): number {
  const step = isDense(tail) ? QUARTER : PACE;
  return floorTo(at, step) + step;
}

/** Something was measured in so many hours of two days that the base will be moved by quarters of it. */
function isDense(tail: Tail): boolean {
  const { newest } = tail;
  const earlier = chunkBack(tail, MORE - FEW);
  return newest !== null && earlier !== null && (newest.hour - earlier.hour) * HOUR < PACE;
}

/** Where the base begins for a follow-up that begins at `since`. */
export function firstCutoff(since: number): number {
  return floorTo(since - LATENESS, QUARTER);
}

/** When the oldest of the newest `count` hours begins in which something happened; minus infinity where there are not so many. */
function newestHour(tail: Tail, events: readonly OrderedEvent[], count: number): number {
  let hours = 0;
  let newest = Number.POSITIVE_INFINITY;
  for (let index = events.length - 1; index >= 0 && hours < count; index -= 1) {
    const event = events[index];
    if (!event || event.type === 'tick' || hourOf(event.at) === newest) continue;
    newest = hourOf(event.at);
    hours += 1;
  }
  if (hours === count) return newest * HOUR;
  const missing = count - hours;
  const chunk = chunkBack(tail, tail.newest?.hour === newest ? missing : missing - 1);
  return chunk ? chunk.hour * HOUR : Number.NEGATIVE_INFINITY;
}

function floorTo(instant: number, step: number): number {
  return Math.floor(instant / step) * step;
}
