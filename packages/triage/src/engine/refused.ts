import type { ReviewReason } from './alerts/finding.ts';
import { reviewAlert, reviewOfRefused } from './alerts/review.ts';
import type { MeasurementEvent, RefusedEvent, TriageEvent } from './event.ts';
import { DAY } from './leaves/window.ts';
import { compareEvents } from './order.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import type { TriageState } from './state.ts';
import { delayOf } from './tail/chunk.ts';
import { closeOf } from './tail/closes.ts';
import { LATENESS } from './tail/tail.ts';

/** What takes no part in the order of events: what was refused, and a reading that is no number. */
export type SpoiltEvent = RefusedEvent | MeasurementEvent;

function isSpoilt(event: TriageEvent): event is SpoiltEvent {
  return event.type === 'refused' || (event.type === 'measurement' && !Number.isFinite(event.value));
}

/** In the order in which they came, so that whoever is given them one by one comes to the same. */
export function spoiltOf(events: readonly TriageEvent[]): SpoiltEvent[] {
  return events.filter(isSpoilt).sort((a, b) => cameAt(a) - cameAt(b) || compareEvents(a, b));
}

function cameAt({ at, receivedAt = at }: SpoiltEvent): number {
  return receivedAt;
}

/** The events up to each close, and those after the last: whoever closed a review has seen what was spoilt until then, and no more. */
export function untilEachClose(events: readonly TriageEvent[]): (readonly TriageEvent[])[] {
  if (!events.some(isSpoilt)) return [events];
  const closes = new Set(events.flatMap(({ type, at }) => (type === 'alert-closed' ? at : [])));
  let after = Number.NEGATIVE_INFINITY;
  return [...[...closes].sort((a, b) => a - b), Number.POSITIVE_INFINITY].map((until) => {
    const from = after;
    after = until;
    return events.filter((event) => {
      const at = isSpoilt(event) ? cameAt(event) : event.at;
      return at > from && at <= until;
    });
  });
}

/**
 * What could not be taken for what it says asks for a review beside the fold, one for each metric, until a person closes it; and again a day later at the
 * earliest (*assumption*), since equipment that sends what nobody understands goes on doing so. What we could not store or judge ourselves is another matter: of what comes after a close, nobody knows.
 */
export function judgeRefused(protocol: CompiledProtocol, state: TriageState, event: RefusedEvent): TriageState {
  if (!asksAnew(state, event)) return state;
  const { metric, code, at } = event;
  const id = reviewOfRefused(metric);
  const reason: ReviewReason = { code: 'refused', metric, reading: null, detail: code };
  const alert = reviewAlert(protocol, id, at, reason, delayOf(event) > LATENESS);
  return { ...state, standalone: { ...state.standalone, [id]: alert } };
}

/** Whether it asks for a review that does not stand open, and that no person has closed within a day or, where the fault is ours, since it came. */
export function asksAnew(state: TriageState, { metric, code, at, receivedAt = at }: RefusedEvent): boolean {
  const id = reviewOfRefused(metric);
  if (Object.hasOwn(state.standalone, id)) return false;
  const closedAt = closeOf(state.tail, id);
  if (closedAt === null || receivedAt - closedAt >= DAY) return true;
  return code === 'store-refused' && closedAt < at;
}
