import type { CompiledProtocol } from './compile.ts';
import type { TriageEvent } from './event.ts';
import { applyClose, applyReading, type Fold, foldOf, letTimePass, type Working, work } from './fold.ts';
import type { TriageState } from './state.ts';
import { eventsOf, HOUR, hourOf, type KeptEvent, unseenAt } from './tail.ts';

/** Applies events of the tail, in order, to a fold that lies before them. */
function replay(working: Working, events: readonly KeptEvent[]): void {
  for (const [index, event] of events.entries()) {
    if (event.type === 'measurement') applyReading(working, event.metric, event.at, event.value);
    else applyClose(working, event.ruleId, event.at, unseenAt(events.slice(0, index), event.at));
  }
}

/** The base moved up to `cutoff`. */
export function settle(protocol: CompiledProtocol, state: TriageState, cutoff: number): Fold {
  const working = work(protocol, state.base, state.since);
  replay(working, eventsOf(state.tail, state.baseUntil, cutoff));
  letTimePass(working, cutoff);
  return foldOf(working);
}

/** The current fold made again from the base, after something was put among the tail's events. */
export function refold(protocol: CompiledProtocol, state: TriageState): Fold {
  const working = work(protocol, state.base, state.since);
  replay(working, eventsOf(state.tail, state.baseUntil));
  letTimePass(working, state.watermark);
  return foldOf(working);
}

/** A base must not swallow a reading that a close still in the tail has to judge anew: it then stays back before that reading. */
export function holdBack(cutoff: number, state: TriageState, events: readonly TriageEvent[]): number {
  if (cutoff === state.baseUntil) return cutoff;
  if (!state.tail.some((chunk) => chunk.closes.length > 0) && !events.some(isClose)) return cutoff;
  const kept = eventsOf(state.tail, state.baseUntil).concat(events.filter((event) => event.type !== 'tick'));
  let held = cutoff;
  for (const close of kept.filter(isClose).sort((a, b) => b.at - a.at)) {
    if (close.at < held) continue;
    for (const { at } of unseenAt(kept, close.at)) held = Math.min(held, hourOf(at) * HOUR);
  }
  return Math.max(state.baseUntil, held);
}

function isClose(event: TriageEvent): event is Extract<TriageEvent, { type: 'alert-closed' }> {
  return event.type === 'alert-closed';
}
