import { inspect } from 'node:util';
import { ActRefused, ProtocolVersionError } from '@samvakt/store';
import colors from 'picocolors';
import type { Logger } from 'pino';
import { systemClock } from '../clock.ts';
import { ConfigurationError, readSettings, type SettingName, type Settings } from '../configuration.ts';
import { StartError } from '../instance/dataFolder.ts';
import { watchSignals } from '../instance/signals.ts';
import { createStack, type Stack } from '../instance/stack.ts';
import { logToStdout } from '../log.ts';
import { PortTaken } from '../ports.ts';
import { ExplainError } from './explainError.ts';
import { ProtocolFileError } from './protocolFileError.ts';
import { COMMAND_SETTINGS } from './settings.ts';

/** How long each part may take to stop. The whole must be over within seconds of a Ctrl-C. */
const PATIENCE_MS = 5_000;

export interface Parts {
  /** Stops everything and ends the process. */
  readonly end: () => Promise<void>;
  readonly stack: Stack;
  /** Aborted as soon as somebody wishes to stop, also in the middle of a start. */
  readonly stopping: AbortSignal;
}

/** Runs a service until a signal, and then stops what it started in the opposite order. The process ends with it. */
export async function runService(
  getLog: () => Logger | undefined,
  start: (parts: Parts) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController();
  const stack = createStack({
    patienceMs: PATIENCE_MS,
    onFault: (name, err) => getLog()?.error({ err, part: name }, 'a part did not stop as it should'),
  });
  let failed = false;
  const end = async () => {
    stopping.abort();
    await stack.stop();
    process.exit(failed ? 1 : 0);
  };
  const fail = (error: unknown) => {
    failed = true;
    getLog()?.fatal({ err: error }, 'stops because of a fault');
    process.stderr.write(`\n${colors.red('Samvakt stops:')} ${explain(error)}\n`);
    void end();
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  watchSignals({
    source: process,
    now: () => performance.now(),
    onFirst: () => {
      getLog()?.info('asked to stop');
      void end();
    },
    onSecond: () => {
      process.stderr.write('Stopped at once; what was under way is recovered at the next start.\n');
      process.exit(130);
    },
  });
  // The channel to the bootstrap must not by itself keep this process alive.
  process.channel?.unref();
  try {
    await start({ stack, stopping: stopping.signal, end });
  } catch (error) {
    // A start that was cut short by the wish to stop has not failed.
    if (!stopping.signal.aborted) fail(error);
  }
}

type Commands = typeof COMMAND_SETTINGS;

/** What a service that runs alone is started with. */
export interface Alone<Command extends keyof Commands> extends Parts {
  readonly settings: Settings<Commands[Command]['required'][number], Commands[Command]['optional'][number]>;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** Runs one service by itself: settings from the environment, the log to standard output. */
export function runAlone<Command extends keyof Commands>(
  command: Command,
  start: (alone: Alone<Command>) => Promise<void>,
  /** `ends`: the work is done when `start` is; the process then ends by itself. */
  kind: 'lives' | 'ends' = 'lives',
): Promise<void> {
  let log: Logger | undefined;
  return runService(
    () => log,
    async (parts) => {
      // Which settings these are follows from the command; TypeScript does not follow it through the table.
      const read: unknown = readSettings<SettingName, SettingName>(COMMAND_SETTINGS[command]);
      const settings = read as Alone<Command>['settings'] & Settings<never, 'SAMVAKT_LOG_LEVEL'>;
      log = logToStdout(settings.SAMVAKT_LOG_LEVEL ?? 'info');
      await start({ ...parts, settings, log, clock: systemClock });
      if (kind === 'ends') await parts.end();
    },
  );
}

/** A fault of the machine or the settings in one sentence; anything else with all that is known about it. */
function explain(error: unknown): string {
  const plain =
    error instanceof ConfigurationError ||
    error instanceof StartError ||
    error instanceof PortTaken ||
    error instanceof ExplainError ||
    error instanceof ProtocolFileError ||
    error instanceof ProtocolVersionError;
  if (error instanceof ActRefused) return error.reason;
  return plain ? error.message : inspect(error);
}
