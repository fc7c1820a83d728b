import path from 'node:path';
import { readSettings } from '../configuration.ts';
import { PRACTITIONERS } from '../demo/practitioners.ts';
import { readOrMakeKeys } from '../embedded/issuer/keys.ts';
import { loadIssuer } from '../embedded/loadIssuer.ts';
import { prepareDataFolder } from '../instance/dataFolder.ts';
import { logToStdout } from '../log.ts';
import { DEFAULT_DATA_FOLDER } from '../places.ts';
import { choosePort, DEFAULT_PORTS } from '../ports.ts';
import { runService } from './run.ts';
import { COMMAND_SETTINGS } from './settings.ts';

/** The development issuer by itself. The API reads the client's secret from the same keys, or is given it. */
export function issuerCommand(): Promise<void> {
  let log: ReturnType<typeof logToStdout> | undefined;
  return runService(
    () => log,
    async ({ stack }) => {
      const settings = readSettings(COMMAND_SETTINGS.issuer);
      const logger = logToStdout(settings.SAMVAKT_LOG_LEVEL ?? 'info');
      log = logger;
      const data = settings.SAMVAKT_DATA ?? DEFAULT_DATA_FOLDER;
      await prepareDataFolder(data);
      const keysFile = path.join(data, 'keys', 'issuer.json');
      const port = await choosePort('SAMVAKT_ISSUER_PORT', settings.SAMVAKT_ISSUER_PORT, DEFAULT_PORTS.issuer);
      const { startEmbeddedIssuer } = await loadIssuer(logger);
      const issuer = await startEmbeddedIssuer({
        port,
        host: settings.SAMVAKT_HOST ?? '127.0.0.1',
        url: settings.SAMVAKT_ISSUER_URL ?? `http://localhost:${port}`,
        client: {
          id: settings.SAMVAKT_CLIENT_ID ?? 'samvakt',
          redirectUri: `${settings.SAMVAKT_PUBLIC_URL}/auth/callback`,
          afterSignOutUri: `${settings.SAMVAKT_PUBLIC_URL}/`,
        },
        keys: await readOrMakeKeys(keysFile),
        people: PRACTITIONERS,
        log: logger,
      });
      stack.add('issuer', issuer.stop);
      logger.info({ url: issuer.url, clientSecretIn: keysFile }, 'the development issuer listens');
    },
  );
}
