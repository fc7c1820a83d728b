import type { OpeningHours } from '@samvakt/contract';
import { openSpans } from './spans.ts';

/** How far ahead an opening is looked for: beyond every regular closing there is. */
const HORIZON_MS = 400 * 24 * 60 * 60 * 1000;
const STEP_MS = 7 * 24 * 60 * 60 * 1000;

/** Whether the team is on duty at the instant `at` (epoch milliseconds). */
export function isOpen(hours: OpeningHours, at: number): boolean {
  return openSpans(hours, at, at + 1).length > 0;
}

/** The first instant at or after `at` at which the team is on duty; `at` itself while it is. Null when there is none within 400 days. */
export function nextOpening(hours: OpeningHours, at: number): number | null {
  for (let from = at; from < at + HORIZON_MS; from += STEP_MS) {
    const [first] = openSpans(hours, from, from + STEP_MS);
    if (first !== undefined) return first.from;
  }
  return null;
}

/** The first instant at or after `at` at which the team is not on duty; `at` itself while it is closed. Null when there is none within 400 days. */
export function nextClosing(hours: OpeningHours, at: number): number | null {
  let reached = at;
  while (reached < at + HORIZON_MS) {
    const [first] = openSpans(hours, reached, reached + STEP_MS);
    if (first === undefined || first.from > reached) return reached;
    if (first.until < reached + STEP_MS) return first.until;
    reached = first.until;
  }
  return null;
}
