import { type Database, openDatabase } from '@samvakt/store';
import type { Logger } from 'pino';
import type { Stack } from './instance/stack.ts';

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
    onError: (err) => log.warn({ err, service }, 'an idle database connection was lost'),
  });
  stack.add(`database of ${service}`, database.stop);
  return database;
}
