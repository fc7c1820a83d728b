import type { Finding } from '../engine/alerts/finding.ts';
import type { TriageEvent } from '../engine/event.ts';
import type { CompiledProtocol } from '../engine/rules/compile.ts';
import { initialState } from '../engine/state.ts';
import { foldTimed } from '../engine/step.ts';
import { alertsOf, type ReplayedAlert } from './replay.ts';

/**
 * Events folded at once, at least and at most. What stands before a close is folded again, and what stands after it for nothing: so the pieces become
 * short where somebody closes something all the time, and long where nobody does. The cost is that of the readings, not of the alerts.
 */
const PIECE = { least: 4, most: 256 };

/**
 * The alerts that a history would have raised, with somebody who attends to them: an alert that waits for a person is closed when its condition
 * has cleared (*assumption*, the same for every setting that is compared). Without that the first red alert of a year would hide all that come
 * after it. A silence is found when it was one, as by live timers, and not only where it lasts to `until`. `events` in order of their instants.
 */
export function replayAttended(
  protocol: CompiledProtocol,
  since: number,
  events: readonly TriageEvent[],
  until: number,
): ReplayedAlert[] {
  const all: readonly TriageEvent[] = [...events, { type: 'tick', at: until }];
  const findings: Finding[] = [];
  let state = initialState(protocol, since);
  let length = PIECE.most;
  for (let done = 0; done < all.length; ) {
    const piece = all.slice(done, done + length);
    const whole = foldTimed(protocol, state, piece);
    const waiting = whole.findings.find(isWaiting);
    if (!waiting) {
      findings.push(...whole.findings);
      state = whole.state;
      done += piece.length;
      length = Math.min(PIECE.most, length * 2);
      continue;
    }
    const { at } = waiting;
    const reached = piece.findLastIndex((event) => event.at <= at) + 1;
    const seen = foldTimed(protocol, state, piece.slice(0, Math.max(1, reached)));
    const closes: TriageEvent[] = [];
    for (const finding of seen.findings) {
      findings.push(isWaiting(finding) ? { ...finding, closed: true } : finding);
      if (isWaiting(finding)) closes.push({ type: 'alert-closed', ruleId: finding.ruleId, at: finding.at });
    }
    const closed = foldTimed(protocol, seen.state, closes);
    findings.push(...closed.findings);
    state = closed.state;
    done += Math.max(1, reached);
    length = Math.max(PIECE.least, Math.min(PIECE.most, reached));
  }
  return alertsOf(findings);
}

const isWaiting = ({ type, closed }: Finding): boolean => type === 'cleared' && !closed;
