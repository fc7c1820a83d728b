import type { MetricCode } from '@samvakt/contract';
import type { Expression, Leaf, Protocol } from '@samvakt/triage';

/**
 * The metrics that a protocol judges or shows, in the order in which it names them; `judged`: a rule rests on it, it is not only shown;
 * `required`: its plan asks for readings.
 */
export function metricsOf(protocol: Protocol): { metric: MetricCode; judged: boolean; required: boolean }[] {
  const leaves = protocol.rules.flatMap(({ levels }) =>
    [levels.red, levels.yellow].flatMap((level) => (level === undefined ? [] : leavesOf(level.when))),
  );
  const required = new Set(leaves.filter((leaf) => leaf.type === 'missing').map((leaf) => leaf.metric));
  const judged = new Set(leaves.map((leaf) => leaf.metric));
  return [...new Set([...judged, ...protocol.observes])].map((metric) => ({
    metric,
    judged: judged.has(metric),
    required: required.has(metric),
  }));
}

function leavesOf(expression: Expression): Leaf[] {
  switch (expression.type) {
    case 'all':
    case 'any':
    case 'at-least':
      return expression.of.flatMap(leavesOf);
    case 'not':
      return leavesOf(expression.of);
    default:
      return [expression];
  }
}
