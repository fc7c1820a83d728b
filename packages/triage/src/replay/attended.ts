import type { Finding } from '../engine/alerts/finding.ts';
import type { TriageEvent } from '../engine/event.ts';
import type { CompiledProtocol } from '../engine/rules/compile.ts';
import { initialState } from '../engine/state.ts';
import { foldTimed } from '../engine/step.ts';
import { alertsOf, type ReplayedAlert } from './replay.ts';
import { attendedIn, closedAt, note, type Standing } from './standing.ts';

/**
 * Events folded at once, at least and at most. What stands before a close is folded again, and what stands after it for nothing: so the pieces become
 * short where somebody closes something all the time, and long where nobody does. The cost is that of the readings, not of the alerts.
 */
const PIECE = { least: 4, most: 256 };

/**
 * The alerts that a history would have raised, with somebody who attends to them (*assumption*, the same for every setting that is compared): an alert is closed by a
 * person when its condition has cleared, and otherwise when it has stood for a day (`standing.ts`). What holds on then comes again with the next readings, as it does
 * live; without that, one alert would stand for all that a patient measures in a year. A silence is found when it was one, as by live timers, and not only
 * where it lasts to `until`. `events` in order of their instants.
 */
export function replayAttended(
  protocol: CompiledProtocol,
  since: number,
  events: readonly TriageEvent[],
  until: number,
): ReplayedAlert[] {
  const all: readonly TriageEvent[] = [...events, { type: 'tick', at: until }];
  const findings: Finding[] = [];
  const standing: Standing = new Map();
  const tell = (told: readonly Finding[]) => {
    for (const finding of told) note(standing, finding);
    findings.push(...told);
  };
  let state = initialState(protocol, since);
  let length = PIECE.most;
  for (let done = 0; done < all.length; ) {
    const piece = all.slice(done, done + length);
    const whole = foldTimed(protocol, state, piece);
    const attended = attendedIn(standing, whole.findings, piece.at(-1)?.at ?? until);
    if (attended === null) {
      tell(whole.findings);
      state = whole.state;
      done += piece.length;
      length = Math.min(PIECE.most, length * 2);
      continue;
    }
    const { at, hasCleared } = attended;
    const before = piece.findLastIndex((event) => event.at <= at) + 1;
    // What clears may be told of an instant before the event that cleared it; what is due may have opened since the last event before it.
    const reached = hasCleared ? Math.max(1, before) : before;
    const known = piece.slice(0, reached);
    const seen = foldTimed(protocol, state, hasCleared ? known : [...known, { type: 'tick', at }]);
    tell(seen.findings);
    const closed = closedAt(standing, at);
    tell(closed);
    const closes = closed.map(
      ({ ruleId, at: instant }): TriageEvent => ({ type: 'alert-closed', ruleId, at: instant }),
    );
    const after = foldTimed(protocol, seen.state, closes);
    tell(after.findings);
    state = after.state;
    done += reached;
    length = Math.max(PIECE.least, Math.min(PIECE.most, reached));
  }
  return alertsOf(findings);
}
