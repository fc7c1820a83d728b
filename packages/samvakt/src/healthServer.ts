import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';

export interface HealthOptions {
  readonly port: number;
  readonly log: Logger;
  /** Rejects while the service cannot do its work, for example because the database does not answer. */
  readonly ready: () => Promise<unknown>;
  /** What is counted, in Prometheus' text format. */
  readonly metrics?: () => Promise<string>;
}

/** `/health/live`, `/health/ready` and `/metrics` of a service that has no other door. They say nothing of any patient. */
export async function startHealthServer({
  port,
  log,
  ready,
  metrics,
}: HealthOptions): Promise<{ stop: () => Promise<void> }> {
  const answer = (response: ServerResponse, status: number, text: string) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
  const server = createServer((request, response) => {
    if (request.url === '/health/live') {
      answer(response, 200, 'ok\n');
    } else if (request.url === '/health/ready') {
      ready().then(
        () => answer(response, 200, 'ok\n'),
        (err: unknown) => {
          log.warn({ err }, 'not ready');
          answer(response, 503, 'not ready\n');
        },
      );
    } else if (request.url === '/metrics' && metrics) {
      metrics().then(
        (text) => answer(response, 200, text),
        (err: unknown) => {
          log.error({ err }, 'the metrics could not be told');
          answer(response, 500, 'failed\n');
        },
      );
    } else {
      answer(response, 404, 'not found\n');
    }
  });
  server.listen(port);
  await once(server, 'listening');
  return {
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
