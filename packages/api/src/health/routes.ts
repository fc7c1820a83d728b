import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import type { ApiInstance, Parts } from '../instance.ts';
import type { Hub } from '../live/hub.ts';
import { Problem } from '../problem/problem.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * `/health/live`: the process answers. `/health/ready`: it can serve, that is, reach the database and follow its change feed; told in time, also when the database says nothing at all. `/metrics`: for Prometheus, from the
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
    const asked = database.pool.query('select 1');
    await withinMs(asked, configuration.readyWithinMs).catch((cause: unknown) => {
      throw new Problem('unavailable', 'The database does not answer.', { cause });
    });
    if (hub.standsStill()) throw new Problem('unavailable', 'The change feed is not read: screens hear of nothing.');
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
  const faults = new Counter({
    name: 'samvakt_http_row_faults_total',
    help: 'Rows that failed on our side in an answer that stands, by route',
    labelNames: ['method', 'route'],
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
    faults.inc({ method: request.method, route }, request.faults);
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { config, schema: { hide: true } }, async (request, reply) => {
    if (!configuration.metricsAllow.includes(request.ip)) throw new Problem('not-found');
    return reply.type(register.contentType).send(await register.metrics());
  });
}

async function withinMs<Result>(work: Promise<Result>, ms: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
