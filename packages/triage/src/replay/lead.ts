import { leavesOfRule } from '../protocol/check.ts';
import type { Leaf } from '../protocol/expression.ts';
import type { Protocol, Rule } from '../protocol/schema.ts';
import type { ReplayedAlert } from './replay.ts';

/** An alert that closed this long before an event still counts as its warning. *Assumption.* */
const WARNING_MS = 3 * 86_400_000;

/**
 * How long before the instant `at` the earliest clinical alert that warned of it had opened, milliseconds; null: none did. `alerts` of the protocol, oldest first. What was closed while it held
 * on, and comes again as soon as its rule can find it, is one warning.
 */
export function leadOf(protocol: Protocol, alerts: readonly ReplayedAlert[], at: number): number | null {
  const refill = new Map(protocol.rules.map((rule) => [rule.id, refillOf(rule)]));
  const warnsFor = ({ ruleId, heldOn }: ReplayedAlert) => WARNING_MS + (heldOn ? (refill.get(ruleId) ?? 0) : 0);
  const goesOnIn = (before: ReplayedAlert, { openedAt }: ReplayedAlert) =>
    before.heldOn === true && before.closedAt !== null && openedAt - before.closedAt <= warnsFor(before);
  let earliest = Number.POSITIVE_INFINITY;
  /** When the trouble of each rule began. */
  const troubles = new Map<string, { begunAt: number; latest: ReplayedAlert }>();
  for (const alert of alerts) {
    const { ruleId, kind, openedAt, closedAt } = alert;
    if (kind !== 'clinical' || openedAt > at) continue;
    const before = troubles.get(ruleId);
    const begunAt = before && goesOnIn(before.latest, alert) ? before.begunAt : openedAt;
    troubles.set(ruleId, { begunAt, latest: alert });
    if (closedAt === null || closedAt >= at - warnsFor(alert)) earliest = Math.min(earliest, begunAt);
  }
  return earliest === Number.POSITIVE_INFINITY ? null : at - earliest;
}

/** How long it takes until a rule knows as much again as before a person's close, which begins some of its windows anew. */
function refillOf(rule: Rule): number {
  return Math.max(0, ...[...leavesOfRule(rule)].map(begunAnew));
}

function begunAnew(leaf: Leaf): number {
  return leaf.type === 'mean' || leaf.type === 'share' || leaf.type === 'variation' ? leaf.over : 0;
}
