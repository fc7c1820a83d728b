import type { Queryable } from '../database.ts';

/** The measurements of one stretch of time, in the metric's canonical unit. `at`: its beginning, epoch milliseconds. */
export type TrendBucket = { at: number; min: number; max: number; mean: number; count: number };

/**
 * The measurements of one metric in [from, until) in at most `points` buckets of equal width, oldest first; an empty bucket is left
 * out. Buckets begin at `from`; `at` is a bucket's beginning. Reads one contiguous stretch of the primary key, in partitions and
 * hypertables alike. Instants and the width are milliseconds.
 */
export async function readTrend(
  client: Queryable,
  asked: { patientId: string; metric: string; from: number; until: number; points: number },
): Promise<{ bucketMs: number; buckets: TrendBucket[] }> {
  const bucketMs = Math.max(1, Math.ceil((asked.until - asked.from) / asked.points));
  const { rows } = await client.query<TrendBucket>(
    `
      select (extract(epoch from date_bin($5 * interval '1 millisecond', effective_at, $3::timestamptz)) * 1000)::double precision as at,
        min(value) as min, max(value) as max, avg(value) as mean, count(*)::integer as count
      from measurement
      where patient_id = $1 and metric = $2 and effective_at >= $3 and effective_at < $4
      group by 1
      order by 1
    `,
    [asked.patientId, asked.metric, new Date(asked.from), new Date(asked.until), bucketMs],
  );
  return { bucketMs, buckets: rows };
}
