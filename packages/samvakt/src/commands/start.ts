import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Logger } from 'pino';
import { systemClock } from '../clock.ts';
import { readSettings } from '../configuration.ts';
import { HISTORY_MS } from '../demo/homes.ts';
import { lockDataFolder, prepareDataFolder } from '../instance/dataFolder.ts';
import { logToFile, logToStdout } from '../log.ts';
import { DEFAULT_DATA_FOLDER } from '../places.ts';
import { choosePort, DEFAULT_PORTS } from '../ports.ts';
import { startTogether } from '../start/together.ts';
import { createSteps, stepsInLog } from '../terminal/steps.ts';
import { runService } from './run.ts';
import { COMMAND_SETTINGS } from './settings.ts';

export interface StartFlags {
  readonly jsonLogs?: boolean;
  /** False: nobody measures unless you do. */
  readonly homes: boolean;
  readonly port?: number;
}

/** Everything on this machine, in one process beside the database server. */
export function startCommand(flags: StartFlags): Promise<void> {
  let log: Logger | undefined;
  return runService(
    () => log,
    async ({ stack, stopping }) => {
      const settings = readSettings(COMMAND_SETTINGS.start);
      const data = path.resolve(settings.SAMVAKT_DATA ?? DEFAULT_DATA_FOLDER);
      await prepareDataFolder(data);
      stack.add('lock', await lockDataFolder(data));
      const level = settings.SAMVAKT_LOG_LEVEL ?? 'info';
      const written = flags.jsonLogs ? undefined : await logToFile(path.join(data, 'log'), level);
      log = written?.log ?? logToStdout(level);
      const steps = written
        ? createSteps((text) => process.stdout.write(text), systemClock)
        : stepsInLog(log, systemClock);
      const ports = {
        web: await choosePort('SAMVAKT_PORT', flags.port ?? settings.SAMVAKT_PORT, DEFAULT_PORTS.web),
        issuer: await choosePort('SAMVAKT_ISSUER_PORT', settings.SAMVAKT_ISSUER_PORT, DEFAULT_PORTS.issuer),
        broker: await choosePort('SAMVAKT_BROKER_PORT', settings.SAMVAKT_BROKER_PORT, DEFAULT_PORTS.broker),
      };
      await startTogether({
        stack,
        stopping,
        steps,
        log,
        logFile: written?.file,
        data,
        ports,
        databaseUrl: settings.SAMVAKT_DATABASE_URL,
        databasePort: settings.SAMVAKT_DATABASE_PORT,
        ingestSecret: randomBytes(32).toString('base64url'),
        homes: flags.homes ? { historyMs: HISTORY_MS } : undefined,
        screens: true,
        clock: systemClock,
      });
    },
  );
}
