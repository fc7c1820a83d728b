import { METRIC_CODES, type Metric, type MetricCode, metric } from './catalogue.ts';
import type { Conversion } from './metric.ts';

/**
 * Conversion between the units of the catalogue. The factors stand in the catalogue instead of being worked out by a UCUM library
 * while measurements stream in: the accepted units are a closed list, the browser is spared some 290 kB of unit tables, and the
 * tests hold every factor to the UCUM reference implementation (`@lhncbc/ucum-lhc`).
 */

const IDENTITY: Conversion = {};

const byMetric = new Map<MetricCode, ReadonlyMap<string, Conversion>>(
  METRIC_CODES.map((code) => [code, conversionsOf(metric(code))]),
);

/** The UCUM codes understood for a metric, the canonical one first. */
export function unitsOf(code: MetricCode): readonly string[] {
  return [...(byMetric.get(code)?.keys() ?? [])];
}

/** A value in the metric's canonical unit; undefined when the unit is not one of the metric's. */
export function toCanonical(code: MetricCode, value: number, unit: string): number | undefined {
  const conversion = byMetric.get(code)?.get(unit);
  if (conversion === undefined) return undefined;
  if (conversion === IDENTITY) return value;
  const { add = 0, times = 1, over = 1 } = conversion;
  return withoutDust(((value + add) * times) / over);
}

/** A canonical value in another unit of the metric; undefined when the unit is not one of the metric's. */
export function fromCanonical(code: MetricCode, value: number, unit: string): number | undefined {
  const conversion = byMetric.get(code)?.get(unit);
  if (conversion === undefined) return undefined;
  if (conversion === IDENTITY) return value;
  const { add = 0, times = 1, over = 1 } = conversion;
  return withoutDust((value * over) / times - add);
}

function conversionsOf(of: Metric): ReadonlyMap<string, Conversion> {
  const others = of.kind === 'quantity' ? Object.entries(of.conversions) : [['1', IDENTITY] as const];
  return new Map([[of.unit, IDENTITY], ...others]);
}

/** Nine decimals are far below any device's resolution; without this 310 K would be 36.85000000000002 Cel. */
function withoutDust(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
