import { difference } from './alerts/difference.ts';
import type { Finding } from './alerts/finding.ts';
import type { OfflineDevices } from './alerts/offline.ts';
import { applyAnswers } from './answering.ts';
import { applyClose } from './closing.ts';
import type { AlertClosedEvent, MeasurementEvent, OrderedEvent } from './event.ts';
import { alertOf, endingOf, endingOfShown } from './fold.ts';
import { placeOfMetric } from './metricPlace.ts';
import { forgetPast, keepPast, letTimePass } from './passing.ts';
import { applyReading } from './reading.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import { holdBack, settle } from './settle.ts';
import { mergeAlerts, type TriageState, visibleAlerts } from './state.ts';
import type { StepResult } from './step.ts';
import { delayOf } from './tail/chunk.ts';
import { unseenAt } from './tail/closes.ts';
import { cutoffOf, nextCutoff } from './tail/reach.ts';
import { dropBefore, newestAt, type Tail, withEvents, withReading, withReadings } from './tail/tail.ts';
import { type Earlier, grownFrom, noteBefore, type Working, work } from './working.ts';

type Standalone = TriageState['standalone'];

const NO_EVENTS: readonly OrderedEvent[] = [];

/** Folds one reading that comes after everything that the state holds. Most steps are this. */
export function advanceByReading(protocol: CompiledProtocol, state: TriageState, event: MeasurementEvent): StepResult {
  const { format, key, rules, since, standalone, offline } = state;
  const watermark = Math.max(state.watermark, event.at);
  const metric = placeOfMetric(event.metric);
  const whole = withReading(state.tail, metric, event);
  const baseUntil = cutoffWith(state, whole, NO_EVENTS, watermark);
  const moves = baseUntil > state.baseUntil;
  const base = moves ? settle(protocol, state, whole, baseUntil) : state.base;
  const tail = moves ? dropBefore(whole, baseUntil) : whole;
  const working = work(protocol, state.current, since);
  if (moves) forgetPast(working, baseUntil);
  if (event.at >= working.nextMark) passMark(working, state, event.at);
  applyReading(working, metric, event.at, event.value, delayOf(event));
  letTimePass(working, watermark);
  const findings: Finding[] = [];
  const { before: changed } = working;
  if (changed) report(working, changed, { offline, before: standalone, after: standalone, at: watermark }, findings);
  const current = grownFrom(state.current, working);
  return {
    state: { format, key, rules, since, watermark, baseUntil, base, tail, current, standalone, offline },
    findings,
  };
}

/** Keeps what the fold is now, where the reading at `at` is the first from an instant on to which the base may come to be moved. */
function passMark(working: Working, { tail, watermark }: TriageState, at: number): void {
  const mark = nextCutoff(tail, watermark);
  if (at >= mark) keepPast(working, mark);
  working.nextMark = nextCutoff(tail, at);
}

/**
 * Folds events that come in order, none twice, and after everything that the state holds. `timed`: what the passing of time changes between
 * them is told too, each at its own instant.
 */
export function advance(
  protocol: CompiledProtocol,
  state: TriageState,
  events: readonly OrderedEvent[],
  timed = false,
): StepResult {
  const watermark = Math.max(state.watermark, events.at(-1)?.at ?? state.watermark);
  // Closes and responses are few, and join the tail one by one.
  const closing = hasMore(events);
  const whole = closing ? withEvents(state.tail, events) : state.tail;
  const cutoff = cutoffWith(state, whole, closing ? NO_EVENTS : events, watermark);
  const moves = cutoff > state.baseUntil;
  // When all that came before is older than the new base, the base is met on the way and need not be folded a second time.
  let ahead = moves && state.watermark <= cutoff && newestAt(state.tail) < cutoff;
  let base =
    moves && !ahead
      ? settle(protocol, state, closing ? whole : withReadings(whole, events, state.baseUntil), cutoff)
      : state.base;
  let standalone = state.standalone;
  const findings: Finding[] = [];
  const working = work(protocol, state.current, state.since);
  if (moves) forgetPast(working, cutoff);
  working.nextMark = ahead ? cutoff : nextCutoff(state.tail, Math.max(state.watermark, cutoff));
  const tell = (at: number, after = standalone, closed?: AlertClosedEvent) => {
    const { before: changed } = working;
    if (changed) {
      const { offline } = state;
      report(working, changed, { offline, before: standalone, after, at, closed }, findings);
    }
    standalone = after;
  };
  // As a timer at each such instant: what falls due when the event comes is left to the event.
  const tellUntil = (until: number) => {
    for (let due = working.nextDue; due < until; due = working.nextDue) {
      letTimePass(working, due);
      tell(due);
    }
  };
  for (const event of events) {
    if (timed) tellUntil(Math.min(event.at, working.nextMark + 1));
    if (event.at >= working.nextMark) {
      // A tick is not kept, and what comes after it may still lie before it.
      if (ahead || event.type !== 'tick') {
        const fold = keepPast(working, working.nextMark);
        if (ahead) base = fold;
        ahead = false;
      }
      working.nextMark = nextCutoff(state.tail, event.at);
      if (timed) tellUntil(event.at);
    }
    const now = Math.max(state.watermark, event.at);
    if (event.type === 'alert-closed') {
      const { base: settled, baseUntil } = state;
      const unseen = unseenAt(whole, event, baseUntil);
      applyClose(working, event.ruleId, event.at, unseen, { base: settled, baseUntil, tail: whole });
      noteBefore(working, event.ruleId, alertOf(working, event.ruleId));
      tell(now, without(standalone, event.ruleId), event);
      continue;
    }
    if (event.type === 'measurement') {
      applyReading(working, placeOfMetric(event.metric), event.at, event.value, delayOf(event));
    } else if (event.type === 'answered') applyAnswers(working, event);
    else letTimePass(working, event.at);
    tell(now);
  }
  letTimePass(working, watermark);
  tell(watermark);
  const { format, key, rules, since, offline } = state;
  const kept = moves ? dropBefore(whole, cutoff) : whole;
  const tail = closing ? kept : withReadings(kept, events, cutoff);
  const current = grownFrom(state.current, working);
  return {
    state: { format, key, rules, since, watermark, baseUntil: cutoff, base, tail, current, standalone, offline },
    findings,
  };
}

/** Whether there is more among the events than readings and ticks. */
function hasMore(events: readonly OrderedEvent[]): boolean {
  for (const { type } of events) if (type === 'alert-closed' || type === 'answered') return true;
  return false;
}

/** Until where the base is to reach. */
function cutoffWith(
  { baseUntil }: TriageState,
  tail: Tail,
  events: readonly OrderedEvent[],
  watermark: number,
): number {
  const cutoff = cutoffOf(tail, events, watermark, baseUntil);
  return cutoff > baseUntil ? holdBack(cutoff, baseUntil, tail) : cutoff;
}

/** The state with its base as far as it may reach. */
export function moveBase(protocol: CompiledProtocol, state: TriageState): TriageState {
  const { tail, watermark, baseUntil } = state;
  const cutoff = cutoffWith(state, tail, NO_EVENTS, watermark);
  if (cutoff === baseUntil) return state;
  const base = settle(protocol, state, tail, cutoff);
  return { ...state, base, baseUntil: cutoff, tail: dropBefore(tail, cutoff) };
}

/** `before`, `after`: what stood and stands beside the fold. `at`: how far time has come. `closed`: the event in hand, where it is a person's close. */
interface Occasion {
  readonly offline: OfflineDevices;
  readonly before: Standalone;
  readonly after: Standalone;
  readonly at: number;
  readonly closed?: AlertClosedEvent | undefined;
}

/** Adds what the event in hand has changed of the visible alerts. `changed`: those of the fold, as they were before it. */
function report(working: Working, changed: readonly Earlier[], occasion: Occasion, findings: Finding[]): void {
  const { offline, before, after, closed } = occasion;
  working.before = null;
  if (!isEmpty(offline)) {
    reportBehind(working, changed, occasion, findings);
    return;
  }
  for (const { id, alert } of changed) {
    const ended = closed?.ruleId === id ? ({ at: closed.at, by: 'person' } as const) : endingOf(working, id);
    const now = mergeAlerts(alertOf(working, id), after[id]);
    findings.push(...difference(id, mergeAlerts(alert, before[id]), now, ended));
  }
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}

/** The same while a device is offline: what changes for a rule may show itself in the alert of the device. */
function reportBehind(
  working: Working,
  changed: readonly Earlier[],
  { offline, before, after, at, closed }: Occasion,
  findings: Finding[],
): void {
  const earlier = visibleAlerts(working.protocol, working, { standalone: before, offline }, changed);
  const later = visibleAlerts(working.protocol, working, { standalone: after, offline });
  for (const id of [...new Set([...earlier.keys(), ...later.keys()])].sort()) {
    const over = endingOfShown(working, id, later.has(id), at);
    const ended = closed?.ruleId === id ? ({ at: closed.at, by: 'person' } as const) : over;
    findings.push(...difference(id, earlier.get(id), later.get(id), ended));
  }
}

export function without(standalone: Standalone, id: string): Standalone {
  const { [id]: _, ...others } = standalone;
  return others;
}
