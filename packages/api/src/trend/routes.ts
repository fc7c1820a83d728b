import { findMetric, IdSchema, TrendQuerySchema, TrendSchema } from '@samvakt/contract';
import { readTrend } from '@samvakt/store';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';

/** `GET /api/v1/episodes/:episodeId/trends?metric=&from=&until=&points=` */
export function registerTrends(app: ApiInstance, { database, clock, access }: Parts & { access: Access }): void {
  const schema = {
    params: z.object({ episodeId: IdSchema }),
    querystring: TrendQuerySchema,
    response: { 200: TrendSchema },
  };
  app.get('/episodes/:episodeId/trends', { schema }, async (request) => {
    const { metric, points } = request.query;
    const [from, until] = [Date.parse(request.query.from), Date.parse(request.query.until)];
    const look = { member: memberOf(request), now: clock(), action: `read trend of ${metric}` };
    const { facts } = await access.toEpisode(look, request.params.episodeId);
    refuseNonsense({ metric, from, until });
    const { bucketMs, buckets } = await readTrend(database.pool, {
      patientId: facts.patientId,
      metric,
      from,
      until,
      points,
    });
    return {
      metric,
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      bucketMs,
      buckets: buckets.map((bucket) => ({ ...bucket, at: new Date(bucket.at).toISOString() })),
    };
  });
}

function refuseNonsense({ metric, from, until }: { metric: string; from: number; until: number }): void {
  const errors = [
    ...(findMetric(metric) === undefined ? [{ path: 'metric', message: 'there is no such metric' }] : []),
    ...(from < until ? [] : [{ path: 'until', message: 'must be after from' }]),
  ];
  if (errors.length > 0) throw new Problem('unprocessable', 'The trend cannot be drawn.', { errors });
}
