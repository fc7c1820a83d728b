import { carryOver } from './carryOver.ts';
import { countsFrom, latestOf } from './leaves/deadline.ts';
import { NEVER } from './metricPlace.ts';
import type { CompiledProtocol } from './rules/compile.ts';
import type { TriageState } from './state.ts';

/** When the passing of time may next change something by itself, as `protocol` judges: send a tick then. Null: only events can. */
export function nextTickAt(protocol: CompiledProtocol, state: TriageState): number | null {
  const { current, since } = state.key === protocol.key ? state : carryOver(protocol, state);
  let next: number | null = null;
  for (const { place, seenBy, dueAt } of protocol.deadlines) {
    const leaf = current.leaves[place];
    if (leaf?.mode !== 'false') continue;
    const due = dueAt(countsFrom(leaf, since), latestOf(leaf, current.seen[seenBy] ?? NEVER));
    if (due !== Number.POSITIVE_INFINITY && (next === null || due < next)) next = due;
  }
  return next;
}
