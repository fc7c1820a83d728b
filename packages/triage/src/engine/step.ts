import { advance } from './advance.ts';
import { carryOver } from './carryOver.ts';
import type { CompiledProtocol } from './compile.ts';
import type { MeasurementEvent, TriageEvent } from './event.ts';
import type { Finding } from './finding.ts';
import { judgeNotANumber } from './late.ts';
import { compareEvents, compareToPlace, inOrder } from './order.ts';
import { compareStates, putInPlace } from './putInPlace.ts';
import type { TriageState } from './state.ts';

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
  if (events.some(isNotANumber)) return foldWithoutNumbers(protocol, known, events);
  const ordered = inOrder(events) ? events : [...events].sort(compareEvents);
  let early = 0;
  while (early < ordered.length && !comesLast(known, ordered[early])) early += 1;
  if (early === 0) return advance(protocol, known, ordered);
  const placed = putInPlace(protocol, known, ordered.slice(0, early));
  if (early === ordered.length) return placed;
  const advanced = advance(protocol, placed.state, ordered.slice(early));
  return { state: advanced.state, findings: [...placed.findings, ...advanced.findings] };
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
  if (state.last && compareToPlace(event, state.last) <= 0) return false;
  if (event.at >= state.watermark) return true;
  return !state.current.rules.some((rule) =>
    rule.leaves.some(({ mode, due }) => mode === 'true' && due !== undefined && due > event.at),
  );
}
