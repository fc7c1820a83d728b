import { openDatabase } from '@samvakt/store';
import { readSettings } from '../configuration.ts';
import { deviceVerifier } from '../deviceVerifier.ts';
import { startEmbeddedBroker } from '../embedded/broker.ts';
import { logToStdout } from '../log.ts';
import { choosePort, DEFAULT_PORTS } from '../ports.ts';
import { runService } from './run.ts';
import { COMMAND_SETTINGS } from './settings.ts';

/** The embedded broker by itself, for trying services out one by one; production runs Mosquitto. */
export function brokerCommand(): Promise<void> {
  let log: ReturnType<typeof logToStdout> | undefined;
  return runService(
    () => log,
    async ({ stack }) => {
      const settings = readSettings(COMMAND_SETTINGS.broker);
      const logger = logToStdout(settings.SAMVAKT_LOG_LEVEL ?? 'info');
      log = logger;
      const database = openDatabase({
        connectionString: settings.SAMVAKT_DATABASE_URL,
        applicationName: 'samvakt broker',
        onError: (err) => logger.warn({ err }, 'an idle database connection was lost'),
      });
      stack.add('database', database.stop);
      const broker = await startEmbeddedBroker({
        port: await choosePort('SAMVAKT_BROKER_PORT', settings.SAMVAKT_BROKER_PORT, DEFAULT_PORTS.broker),
        host: settings.SAMVAKT_HOST ?? '127.0.0.1',
        verifyDevice: deviceVerifier(database.pool),
        ingestSecret: settings.SAMVAKT_INGEST_SECRET,
        log: logger,
      });
      stack.add('broker', broker.stop);
      logger.info({ url: broker.url }, 'the broker listens');
    },
  );
}
