import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Database } from '@samvakt/store';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ApiConfiguration } from './configuration.ts';

/** Fastify with zod schemas as types of requests and answers. */
export type ApiInstance = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What every resource is given. `clock` tells epoch milliseconds; it is read once per act. */
export type Parts = {
  readonly database: Database;
  readonly configuration: ApiConfiguration;
  readonly clock: () => number;
};
