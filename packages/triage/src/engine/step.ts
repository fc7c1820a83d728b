import { advance } from './advance.ts';
import { carryOver } from './carryOver.ts';
import type { CompiledProtocol } from './compile.ts';
import type { MeasurementEvent, TriageEvent } from './event.ts';
import type { Finding } from './finding.ts';
import { judgeNotANumber } from './late.ts';
import { compareEvents, compareToPlace, inOrder, onceEach } from './order.ts';
import { compareStates, putInPlace } from './putInPlace.ts';
import type { TriageState } from './state.ts';
import { lastPlace, newestAt } from './tail.ts';

export interface StepResult {
  readonly state: TriageState;
  readonly findings: readonly Finding[];
}

/**
 * The state after one event more, and what it has changed of the visible alerts. Pure. An event that comes after all others costs the
 * rules that it concerns; one that belongs among those of the lateness window costs folding that window again; a duplicate changes nothing.
 */
export function step(protocol: CompiledProtocol, state: TriageState, event: TriageEvent): StepResult {
  const known = state.key === protocol.key ? state : carryOver(protocol, state);
  if (isNotANumber(event) || !comesLast(known, event)) return foldEvents(protocol, known, [event]);
  return advance(protocol, known, [event]);
}

/**
 * The same for many events at once: they are put in order first, so the state is that of any sequence of steps, and the findings
 * those of steps in order (what lies among earlier events is folded in together, and its findings are the sum).
 */
export function foldEvents(protocol: CompiledProtocol, state: TriageState, events: readonly TriageEvent[]): StepResult {
  const known = state.key === protocol.key ? state : carryOver(protocol, state);
  if (!areNumbers(events)) return foldWithoutNumbers(protocol, known, events);
  const ordered = inOrder(events) ? events : onceEach([...events].sort(compareEvents));
  const findings: Finding[] = [];
  let reached = known;
  let rest = ordered;
  // What has been put in its place may have moved a deadline, so that what follows no longer comes last.
  for (let early = beforeLast(reached, rest); early > 0; early = beforeLast(reached, rest)) {
    const placed = putInPlace(protocol, reached, rest.slice(0, early));
    findings.push(...placed.findings);
    reached = placed.state;
    rest = rest.slice(early);
  }
  if (rest.length === 0) return { state: reached, findings };
  const advanced = advance(protocol, reached, rest);
  return findings.length === 0 ? advanced : { state: advanced.state, findings: [...findings, ...advanced.findings] };
}

/** How many of the events do not come after all others. */
function beforeLast(state: TriageState, events: readonly TriageEvent[]): number {
  let count = 0;
  while (count < events.length && !comesLast(state, events[count])) count += 1;
  return count;
}

function areNumbers(events: readonly TriageEvent[]): boolean {
  for (const event of events) if (isNotANumber(event)) return false;
  return true;
}

function isNotANumber(event: TriageEvent): event is MeasurementEvent {
  return event.type === 'measurement' && !Number.isFinite(event.value);
}

function foldWithoutNumbers(
  protocol: CompiledProtocol,
  state: TriageState,
  events: readonly TriageEvent[],
): StepResult {
  let asked = state;
  for (const event of events) if (isNotANumber(event)) asked = judgeNotANumber(protocol, asked, event);
  const findings = compareStates(protocol, state, asked, []);
  const rest = foldEvents(
    protocol,
    asked,
    events.filter((event) => !isNotANumber(event)),
  );
  return { state: rest.state, findings: [...findings, ...rest.findings] };
}

/**
 * Whether the event can be applied to the current fold: it comes after all others, and nothing has been found missing at an instant
 * that lies after it.
 */
function comesLast(state: TriageState, event: TriageEvent | undefined): boolean {
  if (!event) return true;
  if (event.type === 'tick') return event.at >= state.watermark;
  if (event.at < state.baseUntil) return false;
  const newest = newestAt(state.tail);
  if (event.at < newest) return false;
  if (event.at === newest) {
    const last = lastPlace(state.tail);
    if (last && compareToPlace(event, last) <= 0) return false;
  }
  if (event.at >= state.watermark) return true;
  return !state.current.leaves.some(({ mode, due }) => mode === 'true' && due !== undefined && due > event.at);
}
