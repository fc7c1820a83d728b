import { openDatabase } from '@samvakt/store';
import { createTimers } from '@samvakt/timers';
import { systemClock } from '../clock.ts';
import { readSettings } from '../configuration.ts';
import { startHealthServer } from '../healthServer.ts';
import { logToStdout } from '../log.ts';
import { runService } from './run.ts';
import { COMMAND_SETTINGS } from './settings.ts';

export function timersCommand(): Promise<void> {
  let log: ReturnType<typeof logToStdout> | undefined;
  return runService(
    () => log,
    async ({ stack }) => {
      const settings = readSettings(COMMAND_SETTINGS.timers);
      const logger = logToStdout(settings.SAMVAKT_LOG_LEVEL ?? 'info');
      log = logger;
      const database = openDatabase({
        connectionString: settings.SAMVAKT_DATABASE_URL,
        applicationName: 'samvakt timers',
        onError: (err) => logger.warn({ err }, 'an idle database connection was lost'),
      });
      stack.add('database', database.stop);
      const timers = createTimers({ database, log: logger, clock: systemClock });
      await timers.start();
      stack.add('timers', timers.stop);
      const port = settings.SAMVAKT_METRICS_PORT;
      if (port === undefined) return;
      const health = await startHealthServer({ port, log: logger, ready: () => database.pool.query('select 1') });
      stack.add('health', health.stop);
    },
  );
}
