import type { ReviewReason } from './alerts/finding.ts';
import { reviewAlert, reviewOfRefused } from './alerts/review.ts';
import type { RefusedEvent } from './event.ts';
import { DAY } from './leaves/window.ts';
import { compareEvents } from './order.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import type { TriageState } from './state.ts';
import { closeOf, delayOf, LATENESS } from './tail/tail.ts';

/** In the order in which they came, so that whoever is given them one by one comes to the same. */
export function refusedOf(events: readonly { readonly type: string }[]): RefusedEvent[] {
  const receivedAt = ({ at, receivedAt = at }: RefusedEvent) => receivedAt;
  return events
    .filter((event): event is RefusedEvent => event.type === 'refused')
    .sort((a, b) => receivedAt(a) - receivedAt(b) || compareEvents(a, b));
}

/**
 * What could not be taken for what it says asks for a review beside the fold, one for each metric, until a person closes it; and again a day later at the
 * earliest (*assumption*), since equipment that sends what nobody understands goes on doing so.
 */
export function judgeRefused(protocol: CompiledProtocol, state: TriageState, event: RefusedEvent): TriageState {
  const { metric, code, at } = event;
  const id = reviewOfRefused(metric);
  const closedAt = closeOf(state.tail, id);
  const isQuiet = closedAt !== null && (event.receivedAt ?? at) - closedAt < DAY;
  if (isQuiet || Object.hasOwn(state.standalone, id)) return state;
  const reason: ReviewReason = { code: 'refused', metric, reading: null, detail: code };
  const alert = reviewAlert(protocol, id, at, reason, delayOf(event) > LATENESS);
  return { ...state, standalone: { ...state.standalone, [id]: alert } };
}
