import type { FastifyRequest } from 'fastify';
import type { ApiInstance } from '../instance.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** How many rows of the answer have failed on our side, the answer standing all the same. */
    faults: number;
  }
}

/** Before any route. `/metrics` tells what has been counted. */
export function countFaults(app: ApiInstance): void {
  app.decorateRequest('faults', 0);
}

/** A row that failed on our side is as much a fault as a request that did: it is logged and counted, though the others stand and the answer is no 5xx. */
export function rowFailed(request: FastifyRequest, error: unknown, about: Record<string, string>): void {
  request.faults += 1;
  request.log.error({ err: error, ...about }, 'a row of a request failed');
}
