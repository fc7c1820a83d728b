import { advance, advanceByReading, without } from './advance.ts';
import type { Finding } from './alerts/finding.ts';
import { afterWord, deviceOfAlert, hiddenBy } from './alerts/offline.ts';
import { carryOver } from './carryOver.ts';
import type { AlertClosedEvent, DeviceEvent, OrderedEvent, TriageEvent } from './event.ts';
import { alertOf } from './fold.ts';
import { judgeNotANumber } from './late.ts';
import { compareEvents, inOrder, onceEach } from './order.ts';
import { compareStates, putInPlace } from './putInPlace.ts';
import { judgeRefused, type SpoiltEvent, spoiltOf, untilEachClose } from './refused.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import { mergeAlerts, rulesWith, type TriageState } from './state.ts';
import { comesAfter } from './tail/tail.ts';

/** The state after the events, and what they changed of the visible alerts, oldest first. */
export interface StepResult {
  readonly state: TriageState;
  readonly findings: readonly Finding[];
}

/**
 * The state after one event more, and what it has changed of the visible alerts. Pure. An event that comes after all others costs the
 * rules that it concerns; one that belongs among those of the tail costs folding the tail again; a duplicate changes nothing.
 */
export function step(protocol: CompiledProtocol, state: TriageState, event: TriageEvent): StepResult {
  const known = state.key === protocol.key ? state : carryOver(protocol, state);
  if (!isPlain(event) || !comesLast(known, event)) return foldEvents(protocol, known, [event]);
  return event.type === 'measurement' ? advanceByReading(protocol, known, event) : advance(protocol, known, [event]);
}

/**
 * The same for many events at once: they are put in order first, so the state is that of any sequence of steps, and the findings
 * those of steps in order (what lies among earlier events is folded in together, and its findings are the sum). What is told of devices counts
 * before the other events where one has gone, and after them where one is back, so that no alert comes only to be hidden.
 */
export function foldEvents(protocol: CompiledProtocol, state: TriageState, events: readonly TriageEvent[]): StepResult {
  const known = state.key === protocol.key ? state : carryOver(protocol, state);
  return foldKnown(protocol, known, events, false);
}

/**
 * The same state, and the findings of steps in order with a tick at every `nextTickAt` that passes before the next event: what live triage tells,
 * whose timers come then. So a silence that a later event ends is told, and that it ended.
 */
export function foldTimed(protocol: CompiledProtocol, state: TriageState, events: readonly TriageEvent[]): StepResult {
  const known = state.key === protocol.key ? state : carryOver(protocol, state);
  return foldKnown(protocol, known, events, true);
}

function foldKnown(
  protocol: CompiledProtocol,
  known: TriageState,
  events: readonly TriageEvent[],
  timed: boolean,
): StepResult {
  return arePlain(events) ? foldOrdered(protocol, known, events, timed) : foldMixed(protocol, known, events, timed);
}

function foldOrdered(
  protocol: CompiledProtocol,
  state: TriageState,
  events: readonly OrderedEvent[],
  timed: boolean,
): StepResult {
  const findings: Finding[] = [];
  let reached = state;
  let rest = inOrder(events) ? events : onceEach([...events].sort(compareEvents));
  // What has been put in its place may have moved a deadline, so that what follows no longer comes last.
  for (let early = beforeLast(reached, rest); early > 0; early = beforeLast(reached, rest)) {
    const placed = putInPlace(protocol, reached, rest.slice(0, early));
    findings.push(...placed.findings);
    reached = placed.state;
    rest = rest.slice(early);
  }
  if (rest.length === 0) return { state: reached, findings };
  const [only] = rest.length === 1 && !timed ? rest : [];
  const advanced =
    only?.type === 'measurement' ? advanceByReading(protocol, reached, only) : advance(protocol, reached, rest, timed);
  return findings.length === 0 ? advanced : { state: advanced.state, findings: [...findings, ...advanced.findings] };
}

/** How many of the events do not come after all others. */
function beforeLast(state: TriageState, events: readonly OrderedEvent[]): number {
  const last = events.findIndex((event) => comesLast(state, event));
  return last === -1 ? events.length : last;
}

function foldMixed(
  protocol: CompiledProtocol,
  state: TriageState,
  events: readonly TriageEvent[],
  timed: boolean,
): StepResult {
  const findings: Finding[] = [];
  let reached = state;
  const take = (change: (before: TriageState) => StepResult) => {
    const result = change(reached);
    reached = result.state;
    findings.push(...result.findings);
  };
  const offline = events.filter((event) => event.type === 'device-offline');
  const online = events.filter((event) => event.type === 'device-online');
  take((before) => told(protocol, before, offline));
  for (const part of untilEachClose(events)) {
    for (const event of spoiltOf(part)) {
      take((before) => compared(protocol, before, judgeSpoilt(protocol, before, event), []));
    }
    for (const event of part) {
      if (event.type !== 'alert-closed') continue;
      const deviceId = deviceOfAlert(event.ruleId);
      if (deviceId !== null) take((before) => closeBehind(protocol, before, deviceId, event));
    }
    take((before) => foldOrdered(protocol, before, part.filter(isPlain), timed));
  }
  take((before) => told(protocol, before, online));
  return { state: reached, findings };
}

function judgeSpoilt(protocol: CompiledProtocol, state: TriageState, event: SpoiltEvent): TriageState {
  return event.type === 'refused' ? judgeRefused(protocol, state, event) : judgeNotANumber(protocol, state, event);
}

function compared(
  protocol: CompiledProtocol,
  before: TriageState,
  after: TriageState,
  closed: readonly string[],
): StepResult {
  return { state: after, findings: compareStates(protocol, before, after, closed) };
}

function told(protocol: CompiledProtocol, state: TriageState, words: readonly DeviceEvent[]): StepResult {
  const offline = words.reduce((devices, word) => afterWord(devices, word, state.watermark), state.offline);
  return offline === state.offline ? { state, findings: [] } : compared(protocol, state, { ...state, offline }, []);
}

/** A person has closed the alert of a device, and with it what was hidden behind it: the deadlines of those rules begin anew. */
function closeBehind(
  protocol: CompiledProtocol,
  state: TriageState,
  deviceId: string,
  { ruleId, at }: AlertClosedEvent,
): StepResult {
  const { current, offline, standalone } = state;
  const alertOfRule = (id: string) => mergeAlerts(alertOf({ protocol, ...current }, id), standalone[id]);
  const hidden = hiddenBy(offline, rulesWith(protocol, standalone), alertOfRule).get(deviceId) ?? [];
  const closes = hidden.map((id): AlertClosedEvent => ({ type: 'alert-closed', ruleId: id, at }));
  const folded = foldOrdered(protocol, state, closes, false).state;
  const closed = { ...folded, standalone: without(folded.standalone, ruleId) };
  return compared(protocol, state, closed, [ruleId, ...hidden]);
}

/** It has a place in time, and nothing else has to be seen to first. */
function isPlain(event: TriageEvent): event is OrderedEvent {
  switch (event.type) {
    case 'measurement':
      return Number.isFinite(event.value);
    case 'answered':
    case 'tick':
      return true;
    case 'alert-closed':
      return deviceOfAlert(event.ruleId) === null;
    default:
      return false;
  }
}

function arePlain(events: readonly TriageEvent[]): events is readonly OrderedEvent[] {
  for (const event of events) if (!isPlain(event)) return false;
  return true;
}

/**
 * Whether the event can be applied to the current fold: it comes after all others, and nothing has been found missing at an instant
 * that lies after it.
 */
function comesLast(state: TriageState, event: OrderedEvent): boolean {
  if (event.type === 'tick') return event.at >= state.watermark;
  if (event.at < state.baseUntil) return false;
  if (event.at > state.watermark) return true;
  if (!comesAfter(state.tail, event)) return false;
  if (event.at === state.watermark) return true;
  return !state.current.leaves.some(({ mode, due }) => mode === 'true' && due !== undefined && due > event.at);
}
