import { type Change, currentCursor, type Database, listenForChanges, readChangesAfter } from '@samvakt/store';
import type { FastifyBaseLogger } from 'fastify';

/** A stretch of the change feed: what came after the cursor `after`, in order, up to the cursor `until`. */
export type Batch = { after: string; until: string; changes: readonly Change[] };

const BATCH_AT_MOST = 500;
const RETRY_MS = 1_000;

/**
 * Reads the change feed once for the whole process. It is woken by the database's notification, and looks each `pollMs` besides, because
 * a change becomes safe to read only when every older transaction has ended, of which nobody notifies.
 * Batches come one after the other; the next is read when `onBatch` has finished with the one before.
 */
export type Feed = {
  start: () => Promise<void>;
  stop: () => Promise<void>;
  /** Up to where batches have been given out. */
  head: () => string;
  /** Looks now; resolves when everything that was safe to read at the call has been given out. */
  poll: () => Promise<void>;
  /** Does something between two batches: none is read or given out meanwhile. */
  inTurn: (work: () => Promise<void>) => Promise<void>;
};

export function createFeed(options: {
  database: Database;
  pollMs: number;
  log: FastifyBaseLogger;
  onBatch: (batch: Batch) => Promise<void>;
  /** The digest of a session that has been ended, in this process or another. */
  onSessionEnded: (sessionDigest: string) => void;
}): Feed {
  const { database, pollMs, log, onBatch, onSessionEnded } = options;
  let head = '0.0';
  let reading: Promise<void> = Promise.resolve();
  let waiting = false;
  let timer: NodeJS.Timeout | undefined;
  let listener: { stop: () => Promise<void> } | undefined;

  function poll(): Promise<void> {
    // One reading under way and one waiting are enough, however often we are woken.
    if (waiting) return reading;
    waiting = true;
    reading = reading.then(read).catch((error: unknown) => log.error({ err: error }, 'the change feed was not read'));
    return reading;
  }

  async function read(): Promise<void> {
    waiting = false;
    for (;;) {
      const after = head;
      const changes = await readChangesAfter(database.pool, { after, limit: BATCH_AT_MOST });
      const last = changes.at(-1);
      if (last === undefined) return;
      await onBatch({ after, until: last.cursor, changes });
      head = last.cursor;
      if (changes.length < BATCH_AT_MOST) return;
    }
  }

  return {
    start: async () => {
      head = await currentCursor(database.pool);
      listener = listenForChanges(database, {
        onWake: () => void poll(),
        onSessionEnded,
        onError: (error) => log.warn({ err: error }, 'the change feed is not listened to; it is polled meanwhile'),
        retryMs: RETRY_MS,
      });
      timer = setInterval(() => void poll(), pollMs);
    },
    stop: async () => {
      clearInterval(timer);
      await listener?.stop();
      await reading;
    },
    head: () => head,
    poll,
    inTurn: (work) => {
      const done = reading.then(work);
      reading = done.catch(() => {
        // Told to whoever asked for the work; the feed goes on.
      });
      return done;
    },
  };
}
