import type { MetricCode } from '@samvakt/contract';
import { type EffectiveProtocol, leavesOfRule, metricsOfLeaf, type Protocol, requiredMetrics } from '@samvakt/triage';

/**
 * The metrics that a protocol judges or shows, in the order in which it names them; `judged`: a rule judges its values, it is not only shown;
 * `required`: a rule or the patient's plan asks for readings at `now`.
 */
export function metricsOf(
  effective: EffectiveProtocol,
  now: number,
): { metric: MetricCode; judged: boolean; required: boolean }[] {
  const { protocol } = effective;
  const required = requiredMetrics(effective, now);
  const judged = judgedMetrics(protocol);
  return [...new Set([...judged, ...required, ...protocol.observes])].map((metric) => ({
    metric,
    judged: judged.has(metric),
    required: required.has(metric),
  }));
}

/** The metrics whose values a rule of the protocol judges, in the order in which it names them. That one does not come is no judgement of it. */
export function judgedMetrics({ rules }: Protocol): Set<MetricCode> {
  return new Set(
    rules
      .flatMap((rule) => [...leavesOfRule(rule)])
      .flatMap((leaf) => (leaf.type === 'missing' || leaf.type === 'overdue' ? [] : metricsOfLeaf(leaf))),
  );
}
