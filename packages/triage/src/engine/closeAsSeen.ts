import type { AlertClosedEvent } from './event.ts';
import type { TriageState } from './state.ts';
import { newestAt } from './tail/tail.ts';

/**
 * The close as it is to be given to an episode in this state: after everything that has been given before. A device whose clock is ahead says of what it measured that it will be
 * measured; a person who closes an alert in the meantime has seen it all the same, and nothing that is received after the close.
 */
export function closeAsSeen(state: TriageState, close: AlertClosedEvent): AlertClosedEvent {
  const newest = newestAt(state.tail);
  // Never the instant of another close, which would be the same one told twice.
  return newest > close.at ? { ...close, seenUntil: close.seenUntil ?? close.at, at: newest + 1 } : close;
}
