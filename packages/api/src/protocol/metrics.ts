import type { MetricCode } from '@samvakt/contract';
import { type EffectiveProtocol, leavesOfRule, metricsOfLeaf, type Protocol, requiredMetrics } from '@samvakt/triage';

/**
 * The metrics that a protocol judges or shows, in the order in which it names them; `judged`: a rule rests on it, it is not only shown;
 * `required`: a rule or the patient's plan asks for readings at `now`.
 */
export function metricsOf(
  effective: EffectiveProtocol,
  now: number,
): { metric: MetricCode; judged: boolean; required: boolean }[] {
  const { protocol } = effective;
  const required = requiredMetrics(effective, now);
  const judged = judgedMetrics(protocol);
  return [...new Set([...judged, ...protocol.observes])].map((metric) => ({
    metric,
    judged: judged.has(metric),
    required: required.has(metric),
  }));
}

/** The metrics that a rule of the protocol rests on, in the order in which it names them. */
export function judgedMetrics({ rules }: Protocol): Set<MetricCode> {
  return new Set(rules.flatMap((rule) => [...leavesOfRule(rule)]).flatMap(metricsOfLeaf));
}
