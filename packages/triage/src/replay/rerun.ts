import type { Evidence } from '../engine/alerts/finding.ts';
import { isSame } from '../engine/same.ts';

/** What a stored alert comes to when it is judged again (`rerunJudgement`). */
export interface Rerun {
  readonly identical: boolean;
  /** What the engine now says of the same instant; null when it finds nothing there. */
  readonly found: Evidence | null;
  /** The parts of the evidence that differ. */
  readonly differences: readonly (keyof Evidence)[];
}

/** The parts in which what was found differs from what was stored. */
export function differencesOf(found: Evidence | null, evidence: Evidence): Rerun {
  if (!found) return { identical: false, found, differences: [] };
  // Its rule and its instant are what it was found by.
  const keys: (keyof Evidence)[] = ['protocol', 'limitsVersion', 'severity', 'kind', 'items', 'device', 'review'];
  const differences = keys.filter((key) => !isSame(found[key], evidence[key]));
  return { identical: differences.length === 0, found, differences };
}
