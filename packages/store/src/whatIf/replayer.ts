import { Piscina } from 'piscina';
import type { Database } from '../database.ts';
import type { WhatIfAnswer, WhatIfQuestion } from './answer.ts';
import type { WorkerTask } from './worker.ts';

/*
 * Replays run in threads of their own, so that whoever asks keeps a free event loop. They are bounded: so many at once, so many waiting, so much
 * memory and time each. A question that is given up ends its thread, whatever it is doing; the next one gets a new thread.
 */

const THREADS = 1;
const WAITING = 8;
const MEMORY_MB = 768;
/** *Assumption*: longer than anybody waits at a screen. */
const AT_MOST_MS = 30_000;
const IDLE_MS = 60_000;

/** Thrown where too many wait already, or one took too long. */
export class ReplayRefused extends Error {
  override readonly name = 'ReplayRefused';
}

export type Replayer = {
  /** Rejects with the signal's reason when it is given up, and with `ReplayRefused` at a bound. */
  ask(question: WhatIfQuestion, signal: AbortSignal): Promise<WhatIfAnswer>;
  stop(): Promise<void>;
};

/** Threads are started when they are first needed. */
export function createReplayer({ pool }: Pick<Database, 'pool'>): Replayer {
  const { connectionString } = pool.options;
  if (connectionString === undefined) throw new Error('replays need the address of the database');
  const threads = new Piscina<WorkerTask, WhatIfAnswer>({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: THREADS,
    maxQueue: WAITING,
    idleTimeout: IDLE_MS,
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    execArgv: [],
  });
  return {
    async ask(question, signal) {
      const tooLong = AbortSignal.timeout(AT_MOST_MS);
      try {
        return await threads.run({ connectionString, question }, { signal: AbortSignal.any([signal, tooLong]) });
      } catch (cause) {
        signal.throwIfAborted();
        if (tooLong.aborted) throw new ReplayRefused('the replay took too long', { cause });
        if (cause instanceof Error && /queue/i.test(cause.message)) {
          throw new ReplayRefused('too many replays are waiting', { cause });
        }
        throw cause;
      }
    },
    stop: () => threads.destroy(),
  };
}
