import type { CompiledProtocol } from './compile.ts';
import { difference } from './difference.ts';
import type { AlertClosedEvent, TriageEvent } from './event.ts';
import type { Finding } from './finding.ts';
import {
  alertOf,
  applyClose,
  applyReading,
  endingOf,
  foldOf,
  letTimePass,
  noteBefore,
  snapshotOf,
  type Working,
  work,
} from './fold.ts';
import { compareToPlace, type Place, placeOf } from './order.ts';
import { holdBack, settle } from './settle.ts';
import { cutoffOf, mergeAlerts, type TriageState } from './state.ts';
import type { StepResult } from './step.ts';
import { append, dropBefore, eventsOf, type KeptEvent, type Tail, unseenAt } from './tail.ts';

type Standalone = TriageState['standalone'];

/** Folds events that come in order and after everything that the state holds. */
export function advance(protocol: CompiledProtocol, state: TriageState, events: readonly TriageEvent[]): StepResult {
  const watermark = Math.max(state.watermark, events.at(-1)?.at ?? state.watermark);
  const cutoff = holdBack(Math.max(state.baseUntil, cutoffOf(watermark)), state, events);
  const moves = cutoff > state.baseUntil;
  // When all that came before is older than the new base, the base is met on the way and need not be folded a second time.
  let ahead = moves && state.watermark <= cutoff && (state.last === null || state.last[0] < cutoff);
  let base = moves && !ahead ? settle(protocol, state, cutoff) : state.base;
  let tail: Tail = moves ? dropBefore(state.tail, cutoff) : state.tail;
  let standalone = state.standalone;
  let last: TriageEvent | null = null;
  const findings: Finding[] = [];
  const working = work(protocol, state.current, state.since);
  for (let index = 0; index < events.length; index += 1) {
    const event = events[index];
    if (!event) continue;
    if (ahead && event.at >= cutoff) {
      letTimePass(working, cutoff);
      base = snapshotOf(working);
      ahead = false;
    }
    if (event.type === 'tick') {
      letTimePass(working, event.at);
      report(working, standalone, standalone, findings);
      continue;
    }
    if (last && last.at === event.at && compareToPlace(last, placeOf(event)) === 0) continue;
    last = event;
    if (event.at >= cutoff) tail = append(tail, event);
    if (event.type === 'measurement') {
      applyReading(working, event.metric, event.at, event.value);
      report(working, standalone, standalone, findings);
      continue;
    }
    const earlier = eventsOf(state.tail, state.baseUntil).concat(events.slice(0, index).filter(isKept));
    applyClose(working, event.ruleId, event.at, unseenAt(earlier, event.at));
    const remaining = without(standalone, event.ruleId);
    if (remaining !== standalone) noteBefore(working, event.ruleId, alertOf(working, event.ruleId));
    report(working, standalone, remaining, findings, event);
    standalone = remaining;
  }
  letTimePass(working, ahead ? cutoff : watermark);
  if (ahead) base = snapshotOf(working);
  letTimePass(working, watermark);
  report(working, standalone, standalone, findings);
  const place: Place | null = last ? placeOf(last) : state.last;
  const current = foldOf(working);
  const { format, key, rules, since } = state;
  return {
    state: { format, key, rules, since, watermark, last: place, baseUntil: cutoff, base, tail, current, standalone },
    findings,
  };
}

/** Adds what the event in hand has changed of the visible alerts. */
function report(
  working: Working,
  before: Standalone,
  after: Standalone,
  findings: Finding[],
  closed?: AlertClosedEvent,
): void {
  if (working.before === null) return;
  for (const [id, alert] of working.before) {
    const ended = closed?.ruleId === id ? ({ at: closed.at, by: 'person' } as const) : endingOf(working, id);
    const now = mergeAlerts(alertOf(working, id), after[id]);
    findings.push(...difference(id, mergeAlerts(alert, before[id]), now, ended));
  }
  working.before = null;
}

export function without(standalone: Standalone, id: string): Standalone {
  if (!Object.hasOwn(standalone, id)) return standalone;
  const { [id]: _, ...others } = standalone;
  return others;
}

function isKept(event: TriageEvent): event is KeptEvent {
  return event.type !== 'tick';
}
