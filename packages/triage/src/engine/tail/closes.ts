import type { Unseen } from '../closing.ts';
import type { AlertClosedEvent } from '../event.ts';
import { closesOf, delayOf, HOUR, STRIDE } from './chunk.ts';
import { chunksOf, REACH, type Tail } from './tail.ts';

/** In order. Few hours have any. */
export function allClosesOf({ earlier, newest }: Tail): AlertClosedEvent[] {
  const closes: AlertClosedEvent[] = [];
  for (const chunk of earlier) if (chunk.closes.length > 0) closes.push(...closesOf(chunk));
  if (newest !== null) closes.push(...closesOf(newest));
  return closes;
}

/** Until when whoever last closed an alert had seen what was received, where that was at `since` or later; null: nobody has. What lies before is not looked through. */
export function closedSince(tail: Tail, since: number): number | null {
  for (const chunk of chunksOf(tail).toReversed()) {
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
  for (const { hour, closes } of chunksOf(tail).toReversed()) {
    const last = closes.findLast((close) => close[1] === ruleId);
    if (last) return hour * HOUR + last[0];
  }
  return null;
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
  for (const { hour, readings, answers } of chunksOf(tail)) {
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
