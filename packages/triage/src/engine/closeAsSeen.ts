import type { AlertClosedEvent, AnsweredEvent, MeasurementEvent, TriageEvent } from './event.ts';
import type { TriageState } from './state.ts';
import { newestAt } from './tail/tail.ts';

/*
 * A device whose clock is ahead says of what it measured that it will be measured. A person who closes an alert in the meantime has seen it all the same, so the close
 * counts after it; and what triage is given after the close that person has not seen, though it was measured and received before that instant.
 */

/** The close as it is to be given to an episode in this state: after everything that has been given before. */
export function closeAsSeen(state: TriageState, close: AlertClosedEvent): AlertClosedEvent {
  const newest = newestAt(state.tail);
  // Never the instant of another close, which would be the same one told twice.
  return newest > close.at ? { ...close, at: newest + 1 } : close;
}

/** The event as it is to be given after a close that counts at `closedAt`: received after it. */
export function receivedAfter<Event extends TriageEvent>(event: Event, closedAt: number): Event {
  if (!isReceived(event) || (event.receivedAt ?? event.at) > closedAt) return event;
  return { ...event, receivedAt: closedAt + 1 };
}

function isReceived(event: TriageEvent): event is MeasurementEvent | AnsweredEvent {
  return event.type === 'measurement' || event.type === 'answered';
}
