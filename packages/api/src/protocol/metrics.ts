import type { MetricCode } from '@samvakt/contract';
import { leavesOfRule, metricsOfLeaf, type Protocol } from '@samvakt/triage';

/**
 * The metrics that a protocol judges or shows, in the order in which it names them; `judged`: a rule rests on it, it is not only shown;
 * `required`: its plan asks for readings.
 */
export function metricsOf(protocol: Protocol): { metric: MetricCode; judged: boolean; required: boolean }[] {
  const leaves = protocol.rules.flatMap((rule) => [...leavesOfRule(rule)]);
  const required = new Set(leaves.filter((leaf) => leaf.type === 'missing').map((leaf) => leaf.metric));
  const judged = new Set(leaves.flatMap(metricsOfLeaf));
  return [...new Set([...judged, ...protocol.observes])].map((metric) => ({
    metric,
    judged: judged.has(metric),
    required: required.has(metric),
  }));
}
