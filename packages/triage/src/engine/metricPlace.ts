import { METRIC_CODES, type MetricCode } from '@samvakt/contract';

/** The catalogue's metrics in the order of their codes. A metric's place in it stands for the metric inside a running process; it is never stored. */
export const METRICS_IN_ORDER: readonly MetricCode[] = [...METRIC_CODES].sort();

const places = new Map<string, number>(METRICS_IN_ORDER.map((code, place) => [code, place]));

/** @throws RangeError when the catalogue does not have the metric. */
export function placeOfMetric(code: string): number {
  const place = places.get(code);
  if (place === undefined) throw new RangeError(`The metric ${code} is not in the catalogue`);
  return place;
}

export function metricAt(place: number): MetricCode {
  const code = METRICS_IN_ORDER[place];
  if (code === undefined) throw new RangeError(`The catalogue has no metric at place ${place}`);
  return code;
}

/** Of a metric that has never been read: longer ago than any window, gap or follow-up. */
export const NEVER = -1e15;

export const NOTHING_SEEN: readonly number[] = METRICS_IN_ORDER.map(() => NEVER);

/** When each metric was last read, by its code; those that never were are left out. */
export function seenByCode(seen: readonly number[]): Partial<Record<MetricCode, number>> {
  const known: Partial<Record<MetricCode, number>> = {};
  for (const [place, at] of seen.entries()) if (at !== NEVER) known[metricAt(place)] = at;
  return known;
}
