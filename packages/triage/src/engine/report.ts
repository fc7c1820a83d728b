import type { Ending, RuleAlert } from './alert.ts';
import type { CompiledProtocol } from './compile.ts';
import { difference } from './difference.ts';
import type { Finding } from './finding.ts';
import type { Fold, Working } from './fold.ts';
import { mergeAlerts, type TriageState, visibleAlerts } from './state.ts';

type Standalone = TriageState['standalone'];

/** A close by a person in the step at hand: that the alert is gone is then no news. */
export interface Closed {
  readonly ruleId: string;
  readonly at: number;
}

/** The findings of the event just applied to a working fold, which then forgets what it was before. */
export function reportEvent(
  working: Working,
  { before, after, closed }: { before: Standalone; after: Standalone; closed: Closed | null },
): Finding[] {
  const findings: Finding[] = [];
  for (const [id, alert] of working.before) {
    const ended = endingOf(working.protocol, working, id, closed);
    const now = mergeAlerts(foldedAlert(working.protocol, working, id), after[id]);
    findings.push(...difference(id, mergeAlerts(alert, before[id]), now, ended));
  }
  working.before.clear();
  return findings;
}

/** The findings between two whole states. */
export function reportStates(
  protocol: CompiledProtocol,
  before: TriageState,
  after: TriageState,
  closed: readonly Closed[],
): Finding[] {
  const earlier = visibleAlerts(protocol, before.current, before.standalone);
  const later = visibleAlerts(protocol, after.current, after.standalone);
  const ids = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  return ids.flatMap((id) => {
    const close = closed.findLast(({ ruleId }) => ruleId === id) ?? null;
    return difference(id, earlier.get(id), later.get(id), endingOf(protocol, after.current, id, close));
  });
}

/** The standing-alone alerts without the one that a person closes. */
export function closeStandalone(standalone: Standalone, ruleId: string): Standalone {
  if (!Object.hasOwn(standalone, ruleId)) return standalone;
  const { [ruleId]: _, ...others } = standalone;
  return others;
}

function foldedAlert(protocol: CompiledProtocol, fold: Fold | Working, id: string): RuleAlert | undefined {
  return fold.reviews[id]?.alert ?? fold.rules[ruleIndex(protocol, id)]?.alert;
}

function endingOf(
  protocol: CompiledProtocol,
  fold: Fold | Working,
  id: string,
  closed: Closed | null,
): Ending | undefined {
  if (closed?.ruleId === id) return { at: closed.at, by: 'person' };
  const closedAt = fold.reviews[id]?.closedAt;
  return closedAt === undefined ? fold.rules[ruleIndex(protocol, id)]?.ended : { at: closedAt, by: 'person' };
}

function ruleIndex(protocol: CompiledProtocol, id: string): number {
  return protocol.rules.findIndex((rule) => rule.declared.id === id);
}
