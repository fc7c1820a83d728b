import { existsSync } from 'node:fs';
import path from 'node:path';
import { ApiConfigurationSchema, startApi } from '@samvakt/api';
import { openDatabase } from '@samvakt/store';
import { systemClock } from '../clock.ts';
import { ConfigurationError, readSettings } from '../configuration.ts';
import { logToStdout } from '../log.ts';
import { WEB_DIST } from '../places.ts';
import { runService } from './run.ts';
import { COMMAND_SETTINGS } from './settings.ts';

export function apiCommand(): Promise<void> {
  let log: ReturnType<typeof logToStdout> | undefined;
  return runService(
    () => log,
    async ({ stack }) => {
      const settings = readSettings(COMMAND_SETTINGS.api);
      const logger = logToStdout(settings.SAMVAKT_LOG_LEVEL ?? 'info');
      log = logger;
      const configuration = ApiConfigurationSchema.safeParse({
        publicUrl: settings.SAMVAKT_PUBLIC_URL,
        host: settings.SAMVAKT_HOST,
        port: settings.SAMVAKT_PORT ?? 4180,
        issuerUrl: settings.SAMVAKT_ISSUER_URL,
        clientId: settings.SAMVAKT_CLIENT_ID ?? 'samvakt',
        clientSecret: settings.SAMVAKT_CLIENT_SECRET,
        sessionSecret: settings.SAMVAKT_SESSION_SECRET,
        allowInsecureIssuer: settings.SAMVAKT_INSECURE_ISSUER === 'yes',
        metricsAllow: settings.SAMVAKT_METRICS_ALLOW,
      });
      if (!configuration.success) {
        // What the settings let through one by one and the API refuses together: an http issuer, for example.
        throw new ConfigurationError(
          configuration.error.issues.map((issue) => `${variableOf(String(issue.path[0]))} ${issue.message}`),
        );
      }
      const database = openDatabase({
        connectionString: settings.SAMVAKT_DATABASE_URL,
        applicationName: 'samvakt api',
        onError: (err) => logger.warn({ err }, 'an idle database connection was lost'),
      });
      stack.add('database', database.stop);
      const staticRoot = existsSync(path.join(WEB_DIST, 'index.html')) ? WEB_DIST : undefined;
      if (!staticRoot) logger.warn({ expected: WEB_DIST }, 'the screens are not built; only the API is served');
      const api = await startApi({
        database,
        configuration: configuration.data,
        clock: systemClock,
        logger,
        staticRoot,
      });
      stack.add('api', api.stop);
      logger.info(api.address, 'the API listens');
    },
  );
}

function variableOf(field: string): string {
  return `SAMVAKT_${field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
