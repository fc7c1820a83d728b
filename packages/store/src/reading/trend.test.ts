import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTrend } from './trend.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const YEAR = 365 * 86_400_000;
const patientId = randomUUID();
/** Readings spread over a year, denser and denser, with several at one instant. */
const readings = Array.from({ length: 3_000 }, (_, place) => ({
  at: START + Math.floor(YEAR * Math.sqrt(Math.floor(place / 2) / 1_500)),
  value: 80 + (place % 21),
}));

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.pool.query('select ensure_measurement_partitions($1, $2)', ['2026-03-01', '2026-06-01']);
  await db.pool.query(
    `insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
     select $1, 'oxygen-saturation', at, 'device', value, at from unnest($2::timestamptz[], $3::double precision[]) as given (at, value)`,
    [patientId, readings.map(({ at }) => new Date(at)), readings.map(({ value }) => value)],
  );
});
afterAll(() => db.end());

const trend = (from: number, until: number, points: number) =>
  readTrend(db.pool, { patientId, metric: 'oxygen-saturation', from, until, points });

describe('a trend', () => {
  test('of any span and number of points has no more buckets than points, and loses no reading', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: START - YEAR, max: START + YEAR }),
        fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 2 * YEAR })),
        fc.integer({ min: 2, max: 2_000 }),
        async (from, span, points) => {
          const until = from + span;
          const { bucketMs, buckets } = await trend(from, until, points);
          const inside = readings.filter(({ at }) => from <= at && at < until);
          expect(buckets.length).toBeLessThanOrEqual(points);
          expect(buckets.reduce((count, bucket) => count + bucket.count, 0)).toBe(inside.length);
          for (const { at, min, max, mean, count } of buckets) {
            const own = inside
              .filter((reading) => at <= reading.at && reading.at < at + bucketMs)
              .map((one) => one.value);
            expect((at - from) % bucketMs).toBe(0);
            expect([count, min, max]).toEqual([own.length, Math.min(...own), Math.max(...own)]);
            expect(mean).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / own.length, 9);
          }
          expect(buckets.map(({ at }) => at)).toEqual(buckets.map(({ at }) => at).toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('is empty where nothing was measured, and knows nothing of other metrics and patients', async () => {
    expect((await trend(START - YEAR, START, 10)).buckets).toEqual([]);
    const other = { metric: 'oxygen-saturation', from: START, until: START + YEAR, points: 10 };
    expect((await readTrend(db.pool, { ...other, patientId: randomUUID() })).buckets).toEqual([]);
    expect((await readTrend(db.pool, { ...other, patientId, metric: 'heart-rate' })).buckets).toEqual([]);
  });
});
