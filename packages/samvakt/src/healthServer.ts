import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { isDatabaseAway } from '@samvakt/store';
import type { Logger } from 'pino';

export interface HealthOptions {
  readonly port: number;
  readonly log: Logger;
  /** Rejects while the service cannot do its work: with `NotReady`, or with the database's own error. */
  readonly ready: () => Promise<unknown>;
  /** By then it has said whether it is ready, or is not, in milliseconds. */
  readonly readyWithinMs?: number;
  /** What is counted, in Prometheus' text format. */
  readonly metrics?: () => Promise<string>;
}

/** Why a service cannot do its work, in words that name no patient. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}

const READY_WITHIN_MS = 5_000;

/** `/health/live`, `/health/ready` and `/metrics` of a service that has no other door. They say nothing of any patient. */
export async function startHealthServer({
  port,
  log,
  ready,
  readyWithinMs = READY_WITHIN_MS,
  metrics,
}: HealthOptions): Promise<{ stop: () => Promise<void> }> {
  const answer = (response: ServerResponse, status: number, text: string) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
  const server = createServer((request, response) => {
    if (request.url === '/health/live') {
      answer(response, 200, 'ok\n');
    } else if (request.url === '/health/ready') {
      inTime(ready(), readyWithinMs).then(
        () => answer(response, 200, 'ok\n'),
        (err: unknown) => {
          log.warn({ err }, 'not ready');
          answer(response, 503, `not ready: ${reasonOf(err)}\n`);
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

async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotReady('no answer in time')), ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function reasonOf(error: unknown): string {
  if (error instanceof NotReady) return error.message;
  return isDatabaseAway(error) ? 'the database does not answer' : 'see the log';
}
