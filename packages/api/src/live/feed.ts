import {
  areChangesHeldUp,
  type Change,
  currentCursor,
  type Database,
  listenForChanges,
  readChangesAfter,
} from '@samvakt/store';
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
  /**
   * Whether what happens in the database is not passed on: the last reading failed, or one has been under way or waited for longer than `stillMs`, or
   * for so long there has been something to read that an older transaction holds up.
   */
  standsStill: () => boolean;
  /** Does something between two batches: none is read or given out meanwhile. */
  inTurn: (work: () => Promise<void>) => Promise<void>;
};

export function createFeed(options: {
  database: Database;
  pollMs: number;
  stillMs: number;
  log: FastifyBaseLogger;
  onBatch: (batch: Batch) => Promise<void>;
  /** The digest of a session that has been ended, in this process or another. */
  onSessionEnded: (sessionDigest: string) => void;
}): Feed {
  const { database, pollMs, stillMs, log, onBatch, onSessionEnded } = options;
  let head = '0.0';
  let reading: Promise<void> = Promise.resolve();
  let waiting = false;
  /** Since when each reading that has not been done has been waited for; by the monotonic clock, since this is about the process and not about patients. */
  const owed: number[] = [];
  let failed = false;
  let heldUpSince: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let listener: { stop: () => Promise<void> } | undefined;

  function poll(): Promise<void> {
    // One reading under way and one waiting are enough, however often we are woken.
    if (waiting) return reading;
    waiting = true;
    owed.push(performance.now());
    reading = reading
      .then(read)
      .then(
        () => {
          failed = false;
        },
        (error: unknown) => {
          failed = true;
          log.error({ err: error }, 'the change feed was not read');
        },
      )
      .finally(() => owed.shift());
    return reading;
  }

  async function read(): Promise<void> {
    waiting = false;
    for (;;) {
      const after = head;
      const changes = await readChangesAfter(database.pool, { after, limit: BATCH_AT_MOST });
      const last = changes.at(-1);
      if (last !== undefined) {
        await onBatch({ after, until: last.cursor, changes });
        head = last.cursor;
        heldUpSince = undefined;
      }
      if (changes.length < BATCH_AT_MOST) break;
    }
    const heldUp = await areChangesHeldUp(database.pool, head);
    heldUpSince = heldUp ? (heldUpSince ?? performance.now()) : undefined;
  }

  const isLongAgo = (since: number | undefined): boolean => since !== undefined && performance.now() - since > stillMs;

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
    standsStill: () => failed || isLongAgo(owed[0]) || isLongAgo(heldUpSince),
    inTurn: (work) => {
      const done = reading.then(work);
      reading = done.catch(() => {
        // Told to whoever asked for the work; the feed goes on.
      });
      return done;
    },
  };
}
