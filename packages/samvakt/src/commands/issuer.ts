import path from 'node:path';
import { PRACTITIONERS } from '../demo/practitioners.ts';
import { readOrMakeKeys } from '../embedded/issuer/keys.ts';
import { loadIssuer } from '../embedded/loadIssuer.ts';
import { prepareDataFolder } from '../instance/dataFolder.ts';
import { DEFAULT_DATA_FOLDER } from '../places.ts';
import { choosePort, DEFAULT_PORTS } from '../ports.ts';
import type { Alone } from './run.ts';

/** The development issuer by itself. The API is given the client's secret from the keys, whose file is told in the log. */
export async function startIssuerAlone({ settings, log, stack }: Alone<'issuer'>): Promise<void> {
  const data = settings.SAMVAKT_DATA ?? DEFAULT_DATA_FOLDER;
  await prepareDataFolder(data);
  const keysFile = path.join(data, 'keys', 'issuer.json');
  const port = await choosePort('SAMVAKT_ISSUER_PORT', settings.SAMVAKT_ISSUER_PORT, DEFAULT_PORTS.issuer);
  const { startEmbeddedIssuer } = await loadIssuer(log);
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
    log,
  });
  stack.add('issuer', issuer.stop);
  log.info({ url: issuer.url, clientSecretIn: keysFile }, 'the development issuer listens');
}
