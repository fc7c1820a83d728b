import type { Trend } from '@samvakt/contract';

/** What a chart draws: columns of equal length, x in epoch seconds, null where the line must break. */
export interface TrendColumns {
  readonly x: readonly number[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
}

const median = (numbers: readonly number[]): number | undefined =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/**
 * How far apart two buckets may lie and still be joined by a line: two and a half times their usual distance, so that one measurement
 * a day makes a line and a missed week does not. *Assumption*: the API does not tell how often a metric should be measured.
 */
export function longestJoinMs(instants: readonly number[], bucketMs: number): number {
  const distances = instants.slice(1).map((at, index) => at - (instants[index] ?? at));
  return Math.max(1.5 * bucketMs, 2.5 * (median(distances) ?? 0));
}

/** The instant a bucket stands for: its middle, and never later than the end of what was asked for. */
const middle = (at: string, { bucketMs, until }: Pick<Trend, 'bucketMs' | 'until'>) =>
  Math.min(Date.parse(at) + bucketMs / 2, Date.parse(until));

/** Buckets as columns. A gap stays a gap: an empty point is put into it, and nothing is drawn across. */
export function trendColumns(trend: Trend): TrendColumns {
  const instants = trend.buckets.map(({ at }) => middle(at, trend));
  const longest = longestJoinMs(instants, trend.bucketMs);
  const x: number[] = [];
  const columns = { min: [] as (number | null)[], max: [] as (number | null)[], mean: [] as (number | null)[] };
  trend.buckets.forEach((bucket, index) => {
    const at = instants[index] ?? 0;
    const previous = index > 0 ? instants[index - 1] : undefined;
    if (previous !== undefined && at - previous > longest) {
      x.push((previous + at) / 2000);
      for (const column of Object.values(columns)) column.push(null);
    }
    x.push(at / 1000);
    columns.min.push(bucket.min);
    columns.max.push(bucket.max);
    columns.mean.push(bucket.mean);
  });
  return { x, ...columns };
}

/** Points that no line touches; they are drawn as dots whatever the density, or they would not be seen at all. */
export function loneIndexes(values: readonly (number | null)[]): number[] {
  return values.flatMap((value, index) =>
    value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? [index] : [],
  );
}

export interface TrendSummary {
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** In words what the chart shows; undefined where it shows nothing. */
export function summarize(trend: Trend): TrendSummary | undefined {
  if (trend.buckets.length === 0) return undefined;
  return {
    count: trend.buckets.reduce((sum, bucket) => sum + bucket.count, 0),
    min: Math.min(...trend.buckets.map((bucket) => bucket.min)),
    max: Math.max(...trend.buckets.map((bucket) => bucket.max)),
  };
}
