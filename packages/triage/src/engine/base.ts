import type { CompiledProtocol } from './compile.ts';
import type { TriageEvent } from './event.ts';
import { applyClose, applyReading, type Fold, foldOf, letTimePass, type Working, work } from './fold.ts';
import type { TriageState } from './state.ts';
import { dropBefore, eventsOf, HOUR, type KeptEvent, LATENESS, type Tail, unseenAt } from './tail.ts';

/** Applies kept events in order. `known`: all events that a close may have to look back at. */
export function applyKept(working: Working, events: readonly KeptEvent[], known: readonly KeptEvent[]): void {
  for (const event of events) {
    if (event.type === 'measurement') applyReading(working, event.metric, event.at, event.value);
    else applyClose(working, event.ruleId, event.at, unseenAt(known, event.at));
  }
}

/** The fold of base and tail, with time passed to the newest instant. */
export function refold(protocol: CompiledProtocol, state: TriageState, tail: Tail): Fold {
  const working = work(protocol, state.base, state.since);
  const events = eventsOf(tail, state.baseUntil);
  applyKept(working, events, events);
  letTimePass(working, state.watermark);
  return foldOf(working);
}

/** A close looks back over the lateness window, so the base stays behind that of every close that is still in the tail. */
export function holdBack(cutoff: number, state: TriageState, events: readonly TriageEvent[]): number {
  let held = cutoff;
  const hold = (at: number) => {
    if (at >= cutoff) held = Math.min(held, Math.floor((at - LATENESS) / HOUR) * HOUR);
  };
  for (const chunk of state.tail) for (const [offset] of chunk.closes) hold(chunk.hour * HOUR + offset);
  for (const event of events) if (event.type === 'alert-closed') hold(event.at);
  return Math.max(held, state.baseUntil);
}

/**
 * Base and tail with the base moved up to `cutoff`. Null when nothing that the state holds reaches beyond it: then the current
 * fold is the base, and what comes next meets the cutoff on its way.
 */
export function settle(
  protocol: CompiledProtocol,
  state: TriageState,
  cutoff: number,
): { base: Fold; tail: Tail } | null {
  if (state.watermark <= cutoff && (state.last === null || state.last[0] < cutoff)) return null;
  const working = work(protocol, state.base, state.since);
  applyKept(working, eventsOf(state.tail, state.baseUntil, cutoff), eventsOf(state.tail, state.baseUntil));
  letTimePass(working, cutoff);
  return { base: foldOf(working), tail: dropBefore(state.tail, cutoff) };
}
