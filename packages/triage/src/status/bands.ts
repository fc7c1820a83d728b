import type { MetricCode } from '@samvakt/contract';
import { isHigh, resolve } from '../engine/leaves/threshold.ts';
import type { EffectiveProtocol } from '../limits/apply.ts';
import type { Expression } from '../protocol/expression.ts';
import type { Severity } from '../protocol/schema.ts';

/** A stretch of a metric's scale in which a rule speaks, in the canonical unit. Null: without end on that side. */
export interface ThresholdBand {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly from: number | null;
  readonly until: number | null;
  readonly origin: 'protocol' | 'limits';
}

/**
 * The limits that a reading of this metric can cross by itself, to be drawn on its trend. A part of a combination is no limit of its
 * own, and neither is a change or a mean.
 */
export function thresholdBands(effective: EffectiveProtocol, metric: MetricCode): ThresholdBand[] {
  const bands: ThresholdBand[] = [];
  for (const { id, levels } of effective.protocol.rules) {
    for (const severity of ['red', 'yellow'] as const) {
      const level = levels[severity];
      if (!level) continue;
      for (const part of sufficient(level.when)) {
        if (part.type !== 'value' || part.metric !== metric) continue;
        const { value, origin } = resolve(part.set, effective.numbers);
        const [from, until] = isHigh(part.test) ? [value, null] : [null, value];
        // Yellow by one reading at the limit that is red by two is the same line, and the worse says so.
        if (bands.some((band) => band.ruleId === id && band.from === from && band.until === until)) continue;
        bands.push({ ruleId: id, severity, from, until, origin });
      }
    }
  }
  return bands;
}

/** The parts of which one is enough. */
function sufficient(expression: Expression): Expression[] {
  return expression.type === 'any' ? expression.of.flatMap(sufficient) : [expression];
}
