import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import type { ApiInstance, Parts } from '../instance.ts';
import type { Hub } from '../live/hub.ts';
import { Problem } from '../problem/problem.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * `/health/live`: the process answers. `/health/ready`: it can serve, that is, reach the database. `/metrics`: for Prometheus, from the
 * configured addresses only. None of them needs a session, and none says anything of a patient.
 */
export function registerHealth(app: ApiInstance, parts: Parts & { hub: Hub }): void {
  const { database, configuration, hub } = parts;
  const answer = { 200: z.object({ status: z.literal('ok') }) };
  const config = { rateLimit: false as const };
  app.get('/health/live', { config, schema: { hide: true, response: answer } }, async () => ({
    status: 'ok' as const,
  }));
  app.get('/health/ready', { config, schema: { hide: true, response: answer } }, async () => {
    await database.pool.query('select 1').catch((cause: unknown) => {
      throw new Problem('unavailable', 'The database does not answer.', { cause });
    });
    return { status: 'ok' as const };
  });

  const register = new Registry();
  collectDefaultMetrics({ register });
  const duration = new Histogram({
    name: 'samvakt_http_request_seconds',
    help: 'Time from request to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [register],
  });
  new Gauge({
    name: 'samvakt_live_connections',
    help: 'Open WebSockets of the change feed',
    registers: [register],
    collect() {
      this.set(hub.size());
    },
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { config, schema: { hide: true } }, async (request, reply) => {
    if (!configuration.metricsAllow.includes(request.ip)) throw new Problem('not-found');
    return reply.type(register.contentType).send(await register.metrics());
  });
}
