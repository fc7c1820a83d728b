import { openDatabase } from '@samvakt/store';
import { systemClock } from '../clock.ts';
import { readSettings } from '../configuration.ts';
import { demoCast, HISTORY_MS, startHomes } from '../demo/homes.ts';
import { demoSecrets } from '../demo/secrets.ts';
import { seedDemo } from '../demo/seed.ts';
import { logToStdout } from '../log.ts';
import { runService } from './run.ts';
import { COMMAND_SETTINGS } from './settings.ts';

/** The demo people, and their homes, against a database and a broker that run elsewhere. */
export function demoCommand(): Promise<void> {
  let log: ReturnType<typeof logToStdout> | undefined;
  return runService(
    () => log,
    async ({ stack }) => {
      const settings = readSettings(COMMAND_SETTINGS.demo);
      const logger = logToStdout(settings.SAMVAKT_LOG_LEVEL ?? 'info');
      log = logger;
      const database = openDatabase({
        connectionString: settings.SAMVAKT_DATABASE_URL,
        applicationName: 'samvakt demo',
        onError: (err) => logger.warn({ err }, 'an idle database connection was lost'),
      });
      stack.add('database', database.stop);
      const secrets = demoSecrets(settings.SAMVAKT_DEMO_KEY);
      const startedAt = systemClock();
      const followedSince = startedAt - HISTORY_MS;
      const { homes, patients } = demoCast(startedAt);
      const added = await seedDemo(database, { patients, secrets, followedSince });
      logger.info({ patients: patients.length, added }, 'the demo people are registered');
      const brokerUrl = settings.SAMVAKT_BROKER_URL;
      const running = await startHomes({
        homes,
        secrets,
        database,
        brokerUrl,
        followedSince,
        clock: systemClock,
        log: logger,
      });
      stack.add('homes', running.stop);
      await running.ended;
    },
  );
}
