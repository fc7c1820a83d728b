import { createIngestService } from '@samvakt/ingest';
import { openDatabase } from '@samvakt/store';
import { systemClock } from '../clock.ts';
import { readSettings } from '../configuration.ts';
import { INGEST_USERNAME } from '../embedded/ingestAccount.ts';
import { startHealthServer } from '../healthServer.ts';
import { logToStdout } from '../log.ts';
import { runService } from './run.ts';
import { COMMAND_SETTINGS } from './settings.ts';

export function ingestCommand(): Promise<void> {
  let log: ReturnType<typeof logToStdout> | undefined;
  return runService(
    () => log,
    async ({ stack }) => {
      const settings = readSettings(COMMAND_SETTINGS.ingest);
      const logger = logToStdout(settings.SAMVAKT_LOG_LEVEL ?? 'info');
      log = logger;
      const database = openDatabase({
        connectionString: settings.SAMVAKT_DATABASE_URL,
        applicationName: 'samvakt ingest',
        onError: (err) => logger.warn({ err }, 'an idle database connection was lost'),
      });
      stack.add('database', database.stop);
      const ingest = createIngestService({
        database,
        broker: {
          url: settings.SAMVAKT_BROKER_URL,
          username: settings.SAMVAKT_INGEST_USERNAME ?? INGEST_USERNAME,
          password: settings.SAMVAKT_INGEST_SECRET,
        },
        log: logger,
        now: systemClock,
      });
      const port = settings.SAMVAKT_METRICS_PORT;
      if (port !== undefined) {
        const ready = async () => {
          if (!ingest.isConnected()) throw new Error('there is no connection to the broker');
          await database.pool.query('select 1');
        };
        const health = await startHealthServer({ port, log: logger, ready, metrics: () => ingest.metrics.metrics() });
        stack.add('health', health.stop);
      }
      stack.add('ingest', ingest.stop);
      await ingest.start();
    },
  );
}
