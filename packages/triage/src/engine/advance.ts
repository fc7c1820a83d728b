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
import { placeOfMetric } from './metricPlace.ts';
import { cutoffOf } from './reach.ts';
import { holdBack, settle } from './settle.ts';
import { mergeAlerts, type TriageState } from './state.ts';
import type { StepResult } from './step.ts';
import { delayOf, dropBefore, GrowingTail, hasCloses, newestAt, type Tail, unseenAt } from './tail.ts';

type Standalone = TriageState['standalone'];

const NO_FINDINGS: readonly Finding[] = [];

/** Folds events that come in order, none twice, and after everything that the state holds. */
export function advance(protocol: CompiledProtocol, state: TriageState, events: readonly TriageEvent[]): StepResult {
  const watermark = Math.max(state.watermark, events.at(-1)?.at ?? state.watermark);
  const closing = events.some(isClose);
  const whole = closing ? withEvents(state.tail, events) : state.tail;
  const cutoff = cutoffWith(state, whole, closing ? [] : events, watermark);
  const moves = cutoff > state.baseUntil;
  // When all that came before is older than the new base, the base is met on the way and need not be folded a second time.
  let ahead = moves && state.watermark <= cutoff && newestAt(state.tail) < cutoff;
  let base = moves && !ahead ? settle(protocol, state, upTo(cutoff, whole, state, events), cutoff) : state.base;
  const tail = closing ? null : new GrowingTail(moves ? dropBefore(state.tail, cutoff) : state.tail);
  let standalone = state.standalone;
  const findings: Finding[] = [];
  const working = work(protocol, state.current, state.since);
  for (const event of events) {
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
    if (event.type === 'measurement') {
      const metric = placeOfMetric(event.metric);
      const delay = delayOf(event);
      if (event.at >= cutoff) tail?.addReading(event.at, metric, event.value, delay);
      applyReading(working, metric, event.at, event.value, delay);
      report(working, standalone, standalone, findings);
      continue;
    }
    applyClose(working, event.ruleId, event.at, unseenAt(whole, event.at, state.baseUntil));
    const remaining = without(standalone, event.ruleId);
    if (remaining !== standalone) noteBefore(working, event.ruleId, alertOf(working, event.ruleId));
    report(working, standalone, remaining, findings, event);
    standalone = remaining;
  }
  letTimePass(working, ahead ? cutoff : watermark);
  if (ahead) base = snapshotOf(working);
  letTimePass(working, watermark);
  report(working, standalone, standalone, findings);
  const { format, key, rules, since } = state;
  const kept = tail?.done() ?? (moves ? dropBefore(whole, cutoff) : whole);
  const current = foldOf(working);
  return {
    state: { format, key, rules, since, watermark, baseUntil: cutoff, base, tail: kept, current, standalone },
    findings: findings.length === 0 ? NO_FINDINGS : findings,
  };
}

/** Until where the base is to reach. */
function cutoffWith({ baseUntil }: TriageState, tail: Tail, events: readonly TriageEvent[], watermark: number): number {
  const cutoff = cutoffOf(tail, events, watermark, baseUntil);
  return cutoff > baseUntil && hasCloses(tail) ? holdBack(cutoff, baseUntil, tail) : cutoff;
}

/** The state with its base as far as it may reach. */
export function moveBase(protocol: CompiledProtocol, state: TriageState): TriageState {
  const { tail, watermark, baseUntil } = state;
  const cutoff = cutoffWith(state, tail, [], watermark);
  if (cutoff === baseUntil) return state;
  const base = settle(protocol, state, tail, cutoff);
  return { ...state, base, baseUntil: cutoff, tail: dropBefore(tail, cutoff) };
}

/** What the base has to take in: of the events in hand, too, those that are older than it is to be. */
function upTo(cutoff: number, whole: Tail, state: TriageState, events: readonly TriageEvent[]): Tail {
  const [first] = events;
  return whole !== state.tail || !first || first.at >= cutoff ? whole : withEvents(whole, events);
}

function withEvents(tail: Tail, events: readonly TriageEvent[]): Tail {
  const growing = new GrowingTail(tail);
  for (const event of events) {
    if (event.type === 'tick') continue;
    if (event.type === 'alert-closed') growing.addClose(event.at, event.ruleId);
    else growing.addReading(event.at, placeOfMetric(event.metric), event.value, delayOf(event));
  }
  return growing.done();
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

function isClose(event: TriageEvent): event is AlertClosedEvent {
  return event.type === 'alert-closed';
}
