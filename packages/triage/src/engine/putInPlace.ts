import { moveBase, without } from './advance.ts';
import type { Ending } from './alerts/alert.ts';
import { difference } from './alerts/difference.ts';
import type { Finding } from './alerts/finding.ts';
import type { AnsweredEvent, MeasurementEvent, OrderedEvent } from './event.ts';
import { endingOf, endingOfShown } from './fold.ts';
import { judgeLate, judgeLateAnswers } from './late.ts';
import { placeOfMetric } from './metricPlace.ts';
import { noteReading } from './passing.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import { isSame } from './same.ts';
import { refold } from './settle.ts';
import { type TriageState, visibleAlerts } from './state.ts';
import type { StepResult } from './step.ts';
import type { KeptEvent } from './tail/chunk.ts';
import { beginningOf, insert, LATENESS } from './tail/tail.ts';
import { foldOf, work } from './working.ts';

/** Puts events among those that the state holds already, folds these once more, and says what that has changed. */
export function putInPlace(
  protocol: CompiledProtocol,
  state: TriageState,
  events: readonly OrderedEvent[],
): StepResult {
  let next = state;
  let misplaced = false;
  const closed: string[] = [];
  for (const event of events) {
    if (event.type === 'tick') continue;
    if (event.type !== 'alert-closed' && event.at < state.baseUntil) {
      next = takeLate(protocol, next, event);
      continue;
    }
    // A person's close always counts: one that claims to be older than all that can still change is taken as made then.
    const placed = event.at < state.baseUntil ? { ...event, at: state.baseUntil } : event;
    const inserted = put(next, placed);
    if (!inserted) continue;
    next = inserted;
    misplaced = true;
    if (placed.type === 'alert-closed') {
      next = { ...next, standalone: without(next.standalone, placed.ruleId) };
      closed.push(placed.ruleId);
    }
  }
  if (misplaced) next = moveBase(protocol, { ...next, current: refold(protocol, next) });
  return { state: next, findings: compareStates(protocol, state, next, closed) };
}

/** The state with the event in its tail; null when it was there. */
function put(state: TriageState, event: KeptEvent): TriageState | null {
  const tail = insert(state.tail, event);
  return tail && { ...state, tail };
}

function takeLate(
  protocol: CompiledProtocol,
  state: TriageState,
  event: MeasurementEvent | AnsweredEvent,
): TriageState {
  let next = state;
  // After a change of protocol the tail still holds what was judged before it, to know a duplicate by.
  if (event.at >= Math.min(state.watermark - LATENESS, beginningOf(state.tail))) {
    const inserted = insert(state.tail, event);
    if (!inserted) return state;
    next = { ...state, tail: inserted };
  }
  const judged = event.type === 'answered' ? judgeLateAnswers(protocol, next, event) : judgeLate(protocol, next, event);
  const subject = event.type === 'answered' ? event.questionnaire : placeOfMetric(event.metric);
  const noted = (fold: TriageState['base']) => {
    const working = work(protocol, fold, judged.since);
    noteReading(working, subject, event.at, judged.watermark);
    return foldOf(working);
  };
  return { ...judged, base: noted(judged.base), current: noted(judged.current) };
}

/** The difference between what stood open and what stands open now. `closed`: the alerts that persons closed in between. */
export function compareStates(
  protocol: CompiledProtocol,
  before: TriageState,
  after: TriageState,
  closed: readonly string[],
): Finding[] {
  const earlier = visibleAlerts(protocol, before.current, before);
  const later = visibleAlerts(protocol, after.current, after);
  const folded = { protocol, rules: after.current.rules, reviews: after.current.reviews };
  const known = { protocol, rules: before.current.rules, reviews: before.current.reviews };
  const findings: Finding[] = [];
  for (const id of [...new Set([...earlier.keys(), ...later.keys()])].sort()) {
    const person: Ending | undefined = closed.includes(id) ? { at: after.watermark, by: 'person' } : undefined;
    const ending = endingOfShown(folded, id, later.has(id), after.watermark);
    // What had ended before stands open since then, be it since that very instant: this ending is not of it.
    const over = isSame(ending, endingOf(known, id)) ? undefined : ending;
    const ended = later.has(id) ? over : (person ?? over);
    findings.push(...difference(id, earlier.get(id), later.get(id), ended));
  }
  return findings;
}
