import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { createReplayer, createTriageMemory, type Database, PROTOCOL_TRIAL_TASK } from '@samvakt/store';
import {
  Logger as GraphileLogger,
  parseCronItems,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import type { Logger } from 'pino';
import { queuePool } from './queuePool.ts';
import { alertTasks } from './tasks/alert.ts';
import type { TaskContext } from './tasks/context.ts';
import { declarationTasks } from './tasks/declaration.ts';
import { escalationTasks } from './tasks/escalation.ts';
import { handoverTasks } from './tasks/handover.ts';
import { limitsTasks } from './tasks/limits.ts';
import { measurementPartitions } from './tasks/partitions.ts';
import { pauseTasks } from './tasks/pause.ts';
import { protocolTrial } from './tasks/protocolTrial.ts';
import { oldReplaysShown } from './tasks/replaysShown.ts';
import { overdueSweep } from './tasks/sweep.ts';
import { dueTasks } from './tasks/task.ts';
import { triageTasks } from './tasks/triage.ts';

/** The service that turns due times into events: triage's clock, the deadlines of handovers, the months to come. */
export interface TimersService {
  readonly start: () => Promise<void>;
  /** Finishes the tasks that run and leaves. Another worker, or the next start, takes what is due meanwhile. */
  readonly stop: () => Promise<void>;
  /** For the health check: by how many milliseconds the timer that has been due for longest, and that nobody has taken up, is late. */
  readonly lateBy: () => Promise<number>;
}

/** What the service needs. */
export interface TimersOptions {
  readonly database: Database;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Tasks at once. */
  readonly concurrency?: number;
}

/** What is queued by the acts themselves, in their own transactions. */
const TASKS = {
  ...triageTasks,
  ...handoverTasks,
  ...alertTasks,
  ...dueTasks,
  ...pauseTasks,
  ...limitsTasks,
  ...escalationTasks,
  ...declarationTasks,
};

const PARTITIONS_TASK = 'measurement-partitions';
const SWEEP_TASK = 'overdue-sweep';

/** UTC. A missed night is made good at the next start, which makes the partitions too. */
const CRON = [
  { task: PARTITIONS_TASK, match: '17 2 * * *', identifier: PARTITIONS_TASK },
  { task: SWEEP_TASK, match: '*/5 * * * *', identifier: SWEEP_TASK },
];

const RESTART_AFTER_MS = 1_000;

/** Puts the service together; nothing runs before `start`. `concurrency`: 4 unless said otherwise. The database stays the caller's. */
export function createTimersService({ database, log, now, concurrency = 4 }: TimersOptions): TimersService {
  const memory = createTriageMemory();
  const aborter = new AbortController();
  const replayer = createReplayer(database);
  const context = (): TaskContext => ({ database, memory, now: now(), log });
  const taskList: TaskList = {
    ...Object.fromEntries(
      Object.entries(TASKS).map(([name, task]) => [name, (payload: unknown) => task(payload, context())]),
    ),
    [PROTOCOL_TRIAL_TASK]: (payload, { job: { attempts, max_attempts: most } }) =>
      protocolTrial(payload, {
        database,
        replayer,
        clock: now,
        signal: AbortSignal.any([aborter.signal, givenUp.signal]),
        lastAttempt: attempts >= most,
      }),
    [PARTITIONS_TASK]: async () => {
      await measurementPartitions(context());
      await oldReplaysShown(context());
    },
    [SWEEP_TASK]: async () => {
      const overdue = await overdueSweep(context());
      if (overdue > 0) log.warn({ overdue }, 'timers were overdue and have been run by the sweep');
    },
  };
  let runner: Runner | undefined;
  /** Of the runner that runs: aborted when it could not ask for a job, with why. */
  let givenUp = new AbortController();
  let kept: Promise<void> | undefined;

  let poolId: string | undefined;
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => {
    poolId = workerPool.id;
  });

  // The library would go on asking; but a job that was given and whose answer was lost is taken by nobody who knows of it, and the first answer of a
  // runner is kept for as long as it runs, also where it was an error: one that began while the database was going away never gets a job again.
  events.on('worker:getJob:error', ({ error }) => {
    givenUp.abort(new Error('a job could not be asked for', { cause: error }));
  });

  const begin = async () => {
    givenUp = new AbortController();
    // What the runner before this one had taken when it gave up would otherwise stay taken for four hours.
    if (poolId !== undefined) await database.pool.query('select graphile_worker.force_unlock_workers($1)', [[poolId]]);
    return run({
      pgPool: queuePool(database.pool),
      taskList,
      parsedCronItems: parseCronItems(CRON),
      concurrency,
      noHandleSignals: true,
      // One clock for the queue and for the tasks: a timer then never fires before its time has come for the task.
      useNodeTime: true,
      logger: graphileLogger(log),
      events,
      // Batches, even of one, are tried again when the connection is lost; a job reported alone would end the process with it.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
  };

  /** The runner gives up when it loses the database; the service does not. */
  const keepRunning = async () => {
    while (!aborter.signal.aborted) {
      try {
        runner ??= await begin();
        if (aborter.signal.aborted) await runner.stop();
        await Promise.race([runner.promise, abortOf(givenUp.signal)]);
      } catch (error) {
        log.error({ err: error }, 'the timers stopped; starting them again');
      }
      // What it has begun is finished first; a runner that has ended by itself cannot be stopped again, and need not be.
      await runner?.stop().catch((error: unknown) => log.debug({ err: error }, 'the timers had stopped already'));
      runner = undefined;
      await wait(RESTART_AFTER_MS, undefined, { signal: aborter.signal }).catch((reason: unknown) => {
        if (!aborter.signal.aborted) throw reason;
      });
    }
  };

  return {
    async start() {
      await measurementPartitions(context());
      runner = await begin();
      kept = keepRunning();
    },
    async lateBy() {
      const at = now();
      // One that has failed is tried again later and later, which is another matter.
      const { rows } = await database.pool.query<{ since: Date | null }>(
        'select min(run_at) as since from graphile_worker.jobs where locked_at is null and attempts = 0 and run_at <= $1',
        [new Date(at)],
      );
      return at - (rows[0]?.since?.getTime() ?? at);
    },
    async stop() {
      aborter.abort();
      // A runner that has given up by itself cannot be stopped again, and need not be.
      await runner?.stop().catch((error: unknown) => log.warn({ err: error }, 'the timers had stopped already'));
      await kept;
      await replayer.stop();
    },
  };
}

/** The queue's own words, in our log. A task that fails is tried again by the queue. */
function graphileLogger(log: Logger): GraphileLogger {
  return new GraphileLogger((scope) => (level, message, meta) => {
    const details = { ...scope, ...(meta?.error === undefined ? {} : { err: meta.error }) };
    if (level === 'error') log.error(details, message);
    else if (level === 'warning') log.warn(details, message);
    else log.debug(details, message);
  });
}

/** Rejects with the signal's reason when it is aborted. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
