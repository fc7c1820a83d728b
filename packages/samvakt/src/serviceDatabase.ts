import { type Database, openDatabase } from '@samvakt/store';
import type { Logger } from 'pino';
import type { Stack } from './instance/stack.ts';

/** *Assumption*: longer than any statement of a service takes, also one that waits for an act which stands still until the server ends it. */
const ANSWER_WITHIN_MS = 120_000;
/** Those that go on for ever, and would wait for ever. A command that ends has somebody who waits for it. */
const SERVING = new Set(['ingest', 'timers', 'api']);

/** A pool under the service's own name, to be seen in pg_stat_activity, and closed with the service. */
export function openServiceDatabase(options: {
  readonly connectionString: string;
  readonly service: string;
  readonly log: Logger;
  readonly stack: Stack;
}): Database {
  const { connectionString, service, log, stack } = options;
  const database = openDatabase({
    connectionString,
    applicationName: `samvakt ${service}`,
    ...(SERVING.has(service) && { answerWithinMs: ANSWER_WITHIN_MS }),
    onError: (err) => log.warn({ err, service }, 'an idle database connection was lost'),
  });
  stack.add(`database of ${service}`, database.stop);
  return database;
}
