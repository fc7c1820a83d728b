import { inspect } from 'node:util';
import colors from 'picocolors';
import type { Logger } from 'pino';
import { ConfigurationError } from '../configuration.ts';
import { StartError } from '../instance/dataFolder.ts';
import { watchSignals } from '../instance/signals.ts';
import { createStack, type Stack } from '../instance/stack.ts';
import { PortTaken } from '../ports.ts';

/** How long each part may take to stop. The whole must be over within seconds of a Ctrl-C. */
const PATIENCE_MS = 5_000;

export interface Parts {
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
    await start({ stack, stopping: stopping.signal });
  } catch (error) {
    // A start that was cut short by the wish to stop has not failed.
    if (!stopping.signal.aborted) fail(error);
  }
}

/** Runs a command that ends by itself. */
export async function runOnce(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${colors.red('Failed:')} ${explain(error)}\n`);
    process.exitCode = 1;
  }
}

/** A fault of the machine or the settings in one sentence; anything else with all that is known about it. */
function explain(error: unknown): string {
  const plain = error instanceof ConfigurationError || error instanceof StartError || error instanceof PortTaken;
  return plain ? error.message : inspect(error);
}
