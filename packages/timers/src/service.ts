import { createProtocolCache, type Database, HANDOVER_EXPIRY_TASK, TRIAGE_TICK_TASK } from '@samvakt/store';
import { Logger, parseCronItems, type Runner, run } from 'graphile-worker';
import type { Logger as Log } from 'pino';
import { createTasks, HOUSEKEEPING_TASK, SWEEP_TASK } from './tasks.ts';

export type TimersOptions = {
  readonly database: Database;
  readonly log: Log;
  /** Epoch milliseconds. When a job runs is PostgreSQL's clock; what it finds is this clock's. */
  readonly clock: () => number;
  /** Jobs run at once; each takes a connection of the database's pool. */
  readonly concurrency?: number;
  /** How often to look for jobs whose time has come, besides being told of new ones. */
  readonly pollMs?: number;
};

export type TimersService = { readonly start: () => Promise<void>; readonly stop: () => Promise<void> };

/**
 * Runs what is due: triage ticks, handover deadlines, housekeeping. Several such services may run on one database; each job is run by one of
 * them. A job that fails is tried again with growing pauses, and every failure is logged as an error, because a tick that does not run is
 * missing data that nobody is told of.
 */
export function createTimers({ database, log, clock, concurrency = 2, pollMs = 1_000 }: TimersOptions): TimersService {
  const tasks = createTasks({ database, protocols: createProtocolCache(), clock });
  let runner: Runner | undefined;
  return {
    start: async () => {
      if (runner) throw new Error('The timers run already.');
      await tasks[HOUSEKEEPING_TASK]();
      await tasks[SWEEP_TASK]();
      runner = await run({
        pgPool: database.pool,
        taskList: tasks,
        concurrency,
        pollInterval: pollMs,
        noHandleSignals: true,
        logger: loggerTo(log),
        parsedCronItems: parseCronItems([
          { task: SWEEP_TASK, match: '*/5 * * * *', options: { backfillPeriod: 0, maxAttempts: 1 } },
          { task: HOUSEKEEPING_TASK, match: '17 3 * * *', options: { backfillPeriod: 0, maxAttempts: 25 } },
        ]),
      });
      runner.events.on('job:failed', ({ job, error }) => {
        log.error({ err: error, task: job.task_identifier, payload: job.payload }, 'a job was given up');
      });
      runner.events.on('job:error', ({ job, error }) => {
        log.error({ err: error, task: job.task_identifier, payload: job.payload }, 'a job failed and is tried again');
      });
      log.info({ tasks: [TRIAGE_TICK_TASK, HANDOVER_EXPIRY_TASK, SWEEP_TASK, HOUSEKEEPING_TASK] }, 'timers started');
    },
    stop: async () => {
      await runner?.stop();
      runner = undefined;
    },
  };
}

/** Its messages of a routine kind are debugging to us; warnings and errors keep their level. */
function loggerTo(log: Log): Logger {
  return new Logger((scope) => (level, message, meta) => {
    const routine = level !== 'error' && level !== 'warning';
    const write = routine ? log.debug.bind(log) : level === 'error' ? log.error.bind(log) : log.warn.bind(log);
    write({ ...scope, ...(meta?.error ? { err: meta.error } : {}) }, message);
  });
}
