import { rename, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase, type Queryable, readDeviceSecretHashes } from '@samvakt/store';
import { readSettings } from '../configuration.ts';
import { hashDeviceSecret } from '../deviceSecret.ts';
import { INGEST_USERNAME } from '../embedded/ingestAccount.ts';
import { logToStdout } from '../log.ts';
import { runOnce, runService } from './run.ts';
import { COMMAND_SETTINGS } from './settings.ts';

/** Writes Mosquitto's password file from the registered devices, once or every so many seconds. */
export function mosquittoAccountsCommand({ output, every }: { output: string; every?: number }): Promise<void> {
  const log = logToStdout('info');
  const open = async () => {
    const settings = readSettings(COMMAND_SETTINGS.accounts);
    const database = openDatabase({
      connectionString: settings.SAMVAKT_DATABASE_URL,
      applicationName: 'samvakt mosquitto-accounts',
      onError: (err) => log.warn({ err }, 'an idle database connection was lost'),
    });
    // Hashed once: another salt each time would be another file each time, and a broker that reads it again for nothing.
    const hash = await hashDeviceSecret(settings.SAMVAKT_INGEST_SECRET);
    return { database, ingestLine: `${settings.SAMVAKT_INGEST_USERNAME ?? INGEST_USERNAME}:${hash}` };
  };
  if (every === undefined) {
    return runOnce(async () => {
      const { database, ingestLine } = await open();
      try {
        await writeWhole(output, await accountLines(database.pool, ingestLine));
      } finally {
        await database.stop();
      }
    });
  }
  return runService(
    () => log,
    async ({ stack, stopping }) => {
      const { database, ingestLine } = await open();
      stack.add('database', database.stop);
      for (let written = ''; ; await wait(every * 1000, undefined, { signal: stopping })) {
        try {
          const lines = await accountLines(database.pool, ingestLine);
          if (lines === written) continue;
          await writeWhole(output, lines);
          written = lines;
          log.info({ file: output }, 'wrote the broker’s accounts');
        } catch (err) {
          log.error({ err }, 'the accounts could not be written; the file stays as it is');
        }
      }
    },
  );
}

/** Mosquitto's `password_file`: the ingest service and every registered device. */
export async function accountLines(client: Queryable, ingestLine: string): Promise<string> {
  const devices = await readDeviceSecretHashes(client);
  return [ingestLine, ...devices.map(({ deviceId, secretHash }) => `${deviceId}:${secretHash}`), ''].join('\n');
}

/** Written beside and renamed, so that a broker never reads half a file. */
async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.new`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, file);
}
