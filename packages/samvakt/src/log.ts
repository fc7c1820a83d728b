import { mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Logger, pino } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** JSON lines to standard output, as a container wants them. */
export function logToStdout(level: LogLevel): Logger {
  return pino({ level }, pino.destination({ dest: 1, sync: true }));
}

const LARGEST_LOG_BYTES = 20 * 1024 * 1024;

/** JSON lines to `samvakt.log` in the folder. One that has grown large is kept as `samvakt.1.log`, in place of the one before. */
export async function logToFile(folder: string, level: LogLevel): Promise<{ log: Logger; file: string }> {
  const file = path.join(folder, 'samvakt.log');
  // It names who signed in and which device did what.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const size = await stat(file).then(
    (status) => status.size,
    () => 0,
  );
  if (size > LARGEST_LOG_BYTES) await rename(file, path.join(folder, 'samvakt.1.log'));
  // Written at once: the last lines before a crash are the ones that are wanted.
  return { log: pino({ level }, pino.destination({ dest: file, sync: true })), file };
}
