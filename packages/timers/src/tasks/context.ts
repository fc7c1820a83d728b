import type { Database, TriageMemory } from '@samvakt/store';
import type { Logger } from 'pino';

/**
 * What a task is given. Each takes the time (epoch milliseconds) as an argument and looks at the state as it is when it fires: a timer that has
 * become stale (the handover was decided, the episode has ended, the reading came in time) finds nothing to do.
 */
export type TaskContext = {
  readonly database: Database;
  readonly memory: TriageMemory;
  readonly now: number;
  readonly log: Pick<Logger, 'error'>;
};

/** What a queued job of one kind does. `payload` comes from the database: each task reads it with its own schema. */
export type Task = (payload: unknown, context: TaskContext) => Promise<void>;
