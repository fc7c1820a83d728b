import type { AlertKind, Severity } from '../../protocol/schema.ts';
import type { Evidence } from './finding.ts';

/** An alert as the engine holds it, until a person or its rule closes it. Plain JSON; replaced, never changed. */
export interface RuleAlert {
  readonly kind: AlertKind;
  /** The worst it has been. It never falls. */
  readonly severity: Severity;
  /** The level that holds now; null when none does. */
  readonly present: Severity | null;
  /** `cleared`: nothing holds any more, and it waits for a person. */
  readonly phase: 'open' | 'recovering' | 'cleared';
  readonly openedAt: number;
  /** Event time of the latest change. */
  readonly changedAt: number;
  readonly late: boolean;
  readonly evidence: Evidence;
}

/** How the latest alert of a rule ended, to tell an alert that cleared from one that should never have been opened. */
export interface Ending {
  readonly at: number;
  readonly by: 'rule' | 'person';
}

export function worse(a: Severity, b: Severity): Severity {
  return a === 'red' ? a : b;
}
