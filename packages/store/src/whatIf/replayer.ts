import { Piscina } from 'piscina';
import type { Database } from '../database.ts';
import { SettingUnreadable } from '../own/unreadable.ts';
import type { ProtocolVerdicts } from '../protocol/verdicts.ts';
import type { Explanation } from '../replay/explain.ts';
import type { WhatIfAnswer, WhatIfQuestion } from './answer.ts';
import type { Jobs, WorkerAnswer, WorkerTask } from './worker.ts';

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

const WORDS = {
  'too-many-waiting': 'too many replays are waiting',
  'took-too-long': 'the replay took too long',
  'too-many-readings': 'the replay took too much memory',
} as const;

/** Thrown where too many wait already, or one took too long or too much. */
export class ReplayRefused extends Error {
  override readonly name = 'ReplayRefused';
  readonly reason: keyof typeof WORDS;

  constructor(reason: keyof typeof WORDS, options?: ErrorOptions) {
    super(WORDS[reason], options);
    this.reason = reason;
  }
}

/** Each rejects with the signal's reason when it is given up, with `ReplayRefused` at a bound, and with `SettingUnreadable` where something of the patient's own cannot be read. */
export type Replayer = {
  ask(question: WhatIfQuestion, signal: AbortSignal): Promise<WhatIfAnswer>;
  /** Judges an alert again. Null: no such alert. */
  explain(alertId: string, signal: AbortSignal): Promise<Explanation | null>;
  /** What the version in force says of the open alerts of earlier ones. Null: no such episode. */
  verdicts(given: { episodeId: string; now: number }, signal: AbortSignal): Promise<ProtocolVerdicts | null>;
  stop(): Promise<void>;
};

/** Threads are started when they are first needed. */
export function createReplayer({ pool }: Pick<Database, 'pool'>): Replayer {
  const { connectionString } = pool.options;
  if (connectionString === undefined) throw new Error('replays need the address of the database');
  const threads = new Piscina<WorkerTask, WorkerAnswer>({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: THREADS,
    idleTimeout: IDLE_MS,
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    execArgv: [],
  });
  // Counted here: the pool's own bound counts only some of those that wait.
  let asked = 0;
  async function run<Job extends keyof Jobs>(
    job: Job,
    given: Jobs[Job]['given'],
    signal: AbortSignal,
  ): Promise<Jobs[Job]['answer']> {
    if (asked >= THREADS + WAITING) throw new ReplayRefused('too-many-waiting');
    asked += 1;
    const tooLong = AbortSignal.timeout(AT_MOST_MS);
    try {
      // Which answer belongs to which job follows from the worker; TypeScript does not follow it through the thread.
      const task = { connectionString, job, given } as WorkerTask;
      const told = await threads.run(task, { signal: AbortSignal.any([signal, tooLong]) });
      if ('unreadable' in told) throw new SettingUnreadable(told.unreadable, { cause: 'a replay' });
      return told.answer as Jobs[Job]['answer'];
    } catch (cause) {
      signal.throwIfAborted();
      if (tooLong.aborted) throw new ReplayRefused('took-too-long', { cause });
      if (isOutOfMemory(cause)) throw new ReplayRefused('too-many-readings', { cause });
      throw cause;
    } finally {
      asked -= 1;
    }
  }

  return {
    ask: (question, signal) => run('what-if', question, signal),
    explain: (alertId, signal) => run('explain', { alertId }, signal),
    verdicts: (given, signal) => run('verdicts', given, signal),
    stop: () => threads.destroy(),
  };
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
