import { ApiConfigurationSchema, startApi } from '@samvakt/api';
import { openDatabase } from '@samvakt/store';
import { pino } from 'pino';
import { type ApiOrder, tell } from './protocol.ts';

/** The API as it is, in a process of its own. */

const log = pino({ level: 'warn' });

process.on('message', async ({ connectionString, configuration }: ApiOrder) => {
  const database = openDatabase({
    connectionString,
    applicationName: 'bench api',
    onError: (error) => log.error({ err: error }, 'an idle connection failed'),
  });
  await startApi({
    database,
    configuration: ApiConfigurationSchema.parse(configuration),
    clock: Date.now,
    logger: log,
    staticRoot: undefined,
  });
  tell({ type: 'serving' });
});
