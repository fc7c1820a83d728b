import colors from 'picocolors';
import type { Logger } from 'pino';

/** What the person at the terminal sees while Samvakt starts: one line per step, with its time, and a frame at the end. */
export interface Steps {
  readonly run: <T>(name: string, work: () => Promise<T>) => Promise<T>;
  /** A line under the step that runs, for what is worth knowing. */
  readonly note: (line: string) => void;
  readonly frame: (lines: readonly string[]) => void;
}

export function createSteps(write: (text: string) => void, now: () => number): Steps {
  return {
    run: async (name, work) => {
      const startedAt = now();
      try {
        const result = await work();
        write(`${colors.green('✓')} ${name.padEnd(46)} ${colors.dim(seconds(now() - startedAt))}\n`);
        return result;
      } catch (error) {
        write(`${colors.red('✗')} ${name}\n`);
        throw error;
      }
    },
    note: (line) => write(`  ${colors.dim(line)}\n`),
    frame: (lines) => {
      const width = Math.max(...lines.map((line) => line.length));
      const rule = '─'.repeat(width + 4);
      write(`\n┌${rule}┐\n`);
      for (const line of lines) write(`│  ${line.padEnd(width)}  │\n`);
      write(`└${rule}┘\n\n`);
    },
  };
}

/** The same for machines: each step is a line of the log. */
export function stepsInLog(log: Logger, now: () => number): Steps {
  return {
    run: async (step, work) => {
      const startedAt = now();
      const result = await work();
      log.info({ step, durationMs: now() - startedAt }, 'started');
      return result;
    },
    note: (line) => log.info(line),
    frame: (lines) => log.info({ lines: lines.filter((line) => line !== '') }, 'ready'),
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).padStart(5)} s`;
