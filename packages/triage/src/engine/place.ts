import { refold } from './base.ts';
import type { CompiledProtocol } from './compile.ts';
import type { TriageEvent } from './event.ts';
import { judgeLate, judgeNotANumber } from './late.ts';
import { compareToPlace, placeOf } from './order.ts';
import { type Closed, closeStandalone, reportStates } from './report.ts';
import type { TriageState } from './state.ts';
import type { StepResult } from './step.ts';
import { insert, type KeptEvent } from './tail.ts';

/**
 * Events that do not come last. Among those of the lateness window they are put in their place and the window is folded again. A reading
 * older than the window is judged on its own; a close that is older takes effect where the window begins; a tick of the past is nothing new.
 */
export function putInPlace(protocol: CompiledProtocol, state: TriageState, events: readonly TriageEvent[]): StepResult {
  const closed: Closed[] = [];
  let next = state;
  let moved = false;
  for (const event of events) {
    if (event.type === 'tick') continue;
    if (event.type === 'measurement' && !Number.isFinite(event.value)) {
      next = judgeNotANumber(protocol, next, event);
      continue;
    }
    if (event.type === 'measurement' && event.at < next.baseUntil) {
      next = judgeLate(protocol, next, event);
      continue;
    }
    const kept: KeptEvent =
      event.type === 'alert-closed' ? { ...event, at: Math.max(event.at, next.baseUntil) } : event;
    const tail = insert(next.tail, kept);
    if (kept.type === 'alert-closed') {
      closed.push({ ruleId: kept.ruleId, at: kept.at });
      next = { ...next, standalone: closeStandalone(next.standalone, kept.ruleId) };
    }
    if (!tail) continue;
    moved = true;
    const last = next.last && compareToPlace(kept, next.last) <= 0 ? next.last : placeOf(kept);
    next = { ...next, tail, last, watermark: Math.max(next.watermark, kept.at) };
  }
  if (moved) next = { ...next, current: refold(protocol, next, next.tail) };
  return next === state
    ? { state, findings: [] }
    : { state: next, findings: reportStates(protocol, state, next, closed) };
}
