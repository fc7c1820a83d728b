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
  if (!asksAnew(state, event)) return state;
  const { metric, code, at } = event;
  const id = reviewOfRefused(metric);
  const reason: ReviewReason = { code: 'refused', metric, reading: null, detail: code };
  const alert = reviewAlert(protocol, id, at, reason, delayOf(event) > LATENESS);
  return { ...state, standalone: { ...state.standalone, [id]: alert } };
}

/** Whether it asks for a review that does not stand open and that no person has closed within a day. */
export function asksAnew(state: TriageState, { metric, at, receivedAt = at }: RefusedEvent): boolean {
  const id = reviewOfRefused(metric);
  if (Object.hasOwn(state.standalone, id)) return false;
  const closedAt = closeOf(state.tail, id);
  return closedAt === null || receivedAt - closedAt >= DAY;
}
