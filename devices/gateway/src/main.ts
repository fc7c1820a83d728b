import { createInterface } from 'node:readline';
import type { DeviceReading, OutgoingResponse } from '@samvakt/contract';
import { type Logger, pino } from 'pino';
import { readConfiguration } from './configuration.ts';
import { Gateway } from './gateway.ts';
import { DiskShelf } from './inbox/diskShelf.ts';
import type { MessageDisplay } from './inbox/inbox.ts';
import { DiskQueue } from './queue/disk.ts';
import { parseReadingLine, parseResponseLine } from './readingLine.ts';

/**
 * The gateway as a process: readings and answered questionnaires come in as JSON lines, whatever they are read from, and leave over MQTT. At the end of the
 * input it waits until the platform has answered for everything; stopped earlier, it continues from its disk the next time. Messages from
 * the platform to the patient go out on standard output.
 */
async function main(): Promise<void> {
  const { url, deviceId, secret, queueDirectory, logLevel } = readConfiguration(process.env);
  const log = pino({ level: logLevel }, pino.destination({ fd: process.stderr.fd, sync: true }));
  const queue = new DiskQueue({ directory: queueDirectory, log });
  const shelf = new DiskShelf({ directory: queueDirectory, log });
  const gateway = new Gateway({ url, deviceId, secret, queue, log, messages: { shelf, display: standardOutput } });
  await gateway.start();

  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const allAnswered = (async () => {
    for await (const line of lines) {
      if (line.trim() === '') continue;
      const said = readLine(line, log);
      // A disk that fails here must end the process, for what nobody keeps is lost.
      if (said && 'url' in said) await gateway.enqueueResponse(said);
      else if (said) await gateway.enqueue([said]);
    }
    await gateway.drained();
  })();

  await Promise.race([interrupted, allAnswered]);
  await gateway.stop();
  process.exit();
}

/** The display of this process: a line of JSON, for whatever shows it. It counts as shown when the line has been taken. */
const standardOutput: MessageDisplay = {
  show: (message) =>
    new Promise((resolve, reject) => {
      process.stdout.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
    }),
};

function readLine(line: string, log: Logger): DeviceReading | OutgoingResponse | undefined {
  try {
    return parseResponseLine(line) ?? parseReadingLine(line);
  } catch (error) {
    log.error(
      { line: line.slice(0, 200), reason: (error as Error).message },
      'A line of input is neither a reading nor a response',
    );
    return undefined;
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
