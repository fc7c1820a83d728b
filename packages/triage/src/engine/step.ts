import { holdBack, settle } from './base.ts';
import { carryOver } from './carryOver.ts';
import type { CompiledProtocol } from './compile.ts';
import type { TriageEvent } from './event.ts';
import type { Finding } from './finding.ts';
import { applyClose, applyReading, type Fold, foldOf, letTimePass, work } from './fold.ts';
import { compareEvents, compareToPlace, inOrder, type Place, placeOf } from './order.ts';
import { putInPlace } from './place.ts';
import { type Closed, closeStandalone, reportEvent } from './report.ts';
import { cutoffOf, type TriageState } from './state.ts';
import { append, eventsOf, type KeptEvent, type Tail, unseenAt } from './tail.ts';

export interface StepResult {
  readonly state: TriageState;
  readonly findings: readonly Finding[];
}

/**
 * The state after one event more, and what it has changed of the visible alerts. Pure. An event that comes after all others costs the
 * rules that it concerns; one that belongs among those of the lateness window costs folding that window again; a duplicate changes nothing.
 */
export function step(protocol: CompiledProtocol, state: TriageState, event: TriageEvent): StepResult {
  return foldEvents(protocol, state, [event]);
}

/**
 * The same for many events at once: they are put in order first, so the state is that of any sequence of steps, and the findings
 * those of steps in order (what lies among earlier events is folded in together, and its findings are the sum).
 */
export function foldEvents(protocol: CompiledProtocol, state: TriageState, events: readonly TriageEvent[]): StepResult {
  const known = state.key === protocol.key ? state : carryOver(protocol, state);
  const ordered = inOrder(events) ? events : [...events].sort(compareEvents);
  const numbers = ordered.every(isNumber) ? ordered : ordered.filter(isNumber);
  const strange = numbers === ordered ? [] : ordered.filter((event) => !isNumber(event));
  let early = 0;
  while (early < numbers.length && !comesLast(known, numbers[early])) early += 1;
  if (early === 0 && strange.length === 0) return advance(protocol, known, numbers);
  const placed = putInPlace(protocol, known, [...strange, ...numbers.slice(0, early)]);
  if (early === numbers.length) return placed;
  const advanced = advance(protocol, placed.state, numbers.slice(early));
  return { state: advanced.state, findings: [...placed.findings, ...advanced.findings] };
}

function isNumber(event: TriageEvent): boolean {
  return event.type !== 'measurement' || Number.isFinite(event.value);
}

/**
 * Whether the event can be applied to the current fold: it comes after all others, and nothing has been found missing at an instant
 * that lies after it.
 */
function comesLast(state: TriageState, event: TriageEvent | undefined): boolean {
  if (!event) return true;
  if (event.type === 'tick') return event.at >= state.watermark;
  if (event.at < state.baseUntil) return false;
  if (state.last && compareToPlace(event, state.last) <= 0) return false;
  if (event.at >= state.watermark) return true;
  return !state.current.rules.some((rule) =>
    rule.leaves.some(({ mode, due }) => mode === 'true' && due !== undefined && due > event.at),
  );
}

/** Events in order, all of them after what the state holds. */
function advance(protocol: CompiledProtocol, state: TriageState, events: readonly TriageEvent[]): StepResult {
  const watermark = Math.max(state.watermark, events.at(-1)?.at ?? state.watermark);
  const cutoff = holdBack(Math.max(state.baseUntil, cutoffOf(watermark)), state, events);
  const settled = cutoff > state.baseUntil ? settle(protocol, state, cutoff) : state;
  // When all that came before is older than the new base, the base is met on the way and need not be folded twice.
  let ahead = settled === null;
  let base: Fold = settled?.base ?? state.base;
  let tail: Tail = settled?.tail ?? [];
  let last: Place | null = state.last;
  let standalone = state.standalone;
  const findings: Finding[] = [];
  const working = work(protocol, state.current, state.since);
  const report = (closed: Closed | null) => {
    if (working.before.size === 0) return;
    findings.push(...reportEvent(working, { before: state.standalone, after: standalone, closed }));
  };
  const meetCutoff = () => {
    letTimePass(working, cutoff);
    report(null);
    base = foldOf(working);
    ahead = false;
  };
  for (const [index, event] of events.entries()) {
    if (ahead && event.at >= cutoff) meetCutoff();
    if (event.type === 'tick') {
      letTimePass(working, event.at);
      report(null);
      continue;
    }
    if (last && compareToPlace(event, last) === 0) continue;
    last = placeOf(event);
    if (event.type === 'measurement') {
      applyReading(working, event.metric, event.at, event.value);
      report(null);
    } else {
      const earlier = [...eventsOf(state.tail, state.baseUntil), ...events.slice(0, index).filter(isKept)];
      applyClose(working, event.ruleId, event.at, unseenAt(earlier, event.at));
      standalone = closeStandalone(standalone, event.ruleId);
      report(event);
    }
    if (event.at >= cutoff) tail = append(tail, event);
  }
  if (ahead) meetCutoff();
  letTimePass(working, watermark);
  report(null);
  return {
    state: { ...state, watermark, last, baseUntil: cutoff, base, tail, current: foldOf(working), standalone },
    findings,
  };
}

function isKept(event: TriageEvent): event is KeptEvent {
  return event.type !== 'tick';
}
