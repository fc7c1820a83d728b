import { rename, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Queryable, readDeviceSecretHashes } from '@samvakt/store';
import { hashDeviceSecret } from '../deviceSecret.ts';
import { INGEST_USERNAME } from '../embedded/ingestAccount.ts';
import { openServiceDatabase } from '../serviceDatabase.ts';
import type { Alone } from './run.ts';

/** Writes Mosquitto's password file from the registered devices; with `every`, again whenever it has changed. */
export async function writeMosquittoAccounts(
  { settings, log, stack, stopping }: Alone<'accounts'>,
  { output, every }: { readonly output: string; readonly every?: number },
): Promise<void> {
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'mosquitto-accounts', log, stack });
  // Hashed once: another salt each time would be another file each time, and a broker that reads it again for nothing.
  const hash = await hashDeviceSecret(settings.SAMVAKT_INGEST_SECRET);
  const ingestLine = `${settings.SAMVAKT_INGEST_USERNAME ?? INGEST_USERNAME}:${hash}`;
  const write = async (before: string) => {
    const lines = await accountLines(database.pool, ingestLine);
    if (lines === before) return lines;
    await writeWhole(output, lines);
    log.info({ file: output }, 'wrote the broker’s accounts');
    return lines;
  };
  if (every === undefined) {
    await write('');
    return;
  }
  for (let written = ''; ; await wait(every * 1000, undefined, { signal: stopping })) {
    written = await write(written).catch((err: unknown) => {
      log.error({ err }, 'the accounts could not be written; the file stays as it is');
      return written;
    });
  }
}

/** Mosquitto's `password_file`: the ingest service and every registered device. */
async function accountLines(client: Queryable, ingestLine: string): Promise<string> {
  const devices = await readDeviceSecretHashes(client);
  return [ingestLine, ...devices.map(({ deviceId, secretHash }) => `${deviceId}:${secretHash}`), ''].join('\n');
}

/** Written beside and renamed, so that a broker never reads half a file. */
async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.new`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, file);
}
