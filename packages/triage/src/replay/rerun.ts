import type { CompiledProtocol } from '../engine/compile.ts';
import type { TriageEvent } from '../engine/event.ts';
import type { Evidence } from '../engine/finding.ts';
import { isSame } from '../engine/same.ts';
import { initialState } from '../engine/state.ts';
import { foldTimed } from '../engine/step.ts';

export interface Rerun {
  readonly identical: boolean;
  /** What the engine now says of the same instant; null when it finds nothing there. */
  readonly found: Evidence | null;
  /** The parts of the evidence that differ. */
  readonly differences: readonly (keyof Evidence)[];
}

/**
 * Judges a stored alert again: the engine, given the patient's events up to the instant of the judgement, must come to the same evidence.
 * `protocol` is the version and the limits that are named in the evidence; `since` the start of the follow-up.
 */
export function rerunAlert(
  protocol: CompiledProtocol,
  since: number,
  events: readonly TriageEvent[],
  evidence: Evidence,
): Rerun {
  const until = events.filter(({ at }) => at <= evidence.at);
  const { findings } = foldTimed(protocol, initialState(protocol, since), [
    ...until,
    { type: 'tick', at: evidence.at },
  ]);
  const told = findings.filter(({ ruleId }) => ruleId === evidence.ruleId).map((finding) => finding.evidence);
  const found = told.find((one) => isSame(one, evidence)) ?? told.findLast(({ at }) => at === evidence.at) ?? null;
  return differencesOf(found, evidence);
}

export function differencesOf(found: Evidence | null, evidence: Evidence): Rerun {
  if (!found) return { identical: false, found, differences: [] };
  // Its rule and its instant are what it was found by.
  const keys: (keyof Evidence)[] = ['protocol', 'limitsVersion', 'severity', 'kind', 'items', 'device', 'review'];
  const differences = keys.filter((key) => !isSame(found[key], evidence[key]));
  return { identical: differences.length === 0, found, differences };
}
