import { setTimeout as wait } from 'node:timers/promises';
import {
  AccountExistsError,
  type AddressedReceipt,
  createPartitionKeeper,
  createTriageMemory,
  type Database,
  hastenMessages,
  refuseMessage,
  storeBatch,
  storeShown,
  storeStatuses,
  type TriageMemory,
} from '@samvakt/store';
import type { Logger } from 'pino';
import { judgeFault, reasonOf } from './databaseFault.ts';
import type { Incoming } from './read.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

interface Acceptance {
  readonly receipts: readonly AddressedReceipt[];
  /** Messages that the store would not take, set aside one by one. */
  readonly refused: number;
}

export interface Acceptor {
  /**
   * Stores a batch, however long it takes: when the database is down it waits and tries again, and when a message is to blame it divides the
   * batch until that message stands alone and is set aside. Rejects only when the signal aborts; then nothing may be acknowledged.
   */
  readonly accept: (batch: readonly Incoming[]) => Promise<Acceptance>;
  /** Since when (of the monotonic clock, milliseconds) the batch that is under way has been tried; undefined when none is. */
  readonly tryingSince: () => number | undefined;
}

export function createAcceptor({
  database,
  now,
  log,
  signal,
  onRetry,
}: {
  database: Database;
  now: () => number;
  log: Logger;
  signal: AbortSignal;
  onRetry: () => void;
}): Acceptor {
  const memory = createTriageMemory();
  const partitions = createPartitionKeeper();

  const store = (batch: readonly Incoming[]): Promise<AddressedReceipt[]> =>
    database.transaction(async (client) => {
      const at = now();
      const statuses = batch.flatMap(({ status }) => status ?? []);
      const shown = batch.flatMap((incoming) => incoming.shown ?? []);
      const messages = batch.flatMap((incoming) => (incoming.status || incoming.shown ? [] : incoming.message));
      if (statuses.length > 0) await storeStatuses(client, statuses, at);
      const receipts = await storeBatch(client, messages, { now: at, memory });
      // Messages to patients come after what triage locks, as in every act.
      if (shown.length > 0) await storeShown(client, shown, at);
      if (statuses.length > 0) {
        await hastenMessages(
          client,
          statuses.map(({ deviceId }) => deviceId),
          at,
        );
      }
      return receipts;
    });

  const answers = async (): Promise<boolean> => {
    try {
      await database.pool.query('select');
      return true;
    } catch (error) {
      log.warn({ err: error }, 'the database does not answer');
      return false;
    }
  };
  const judge = (error: unknown) => judgeFault(error, answers);

  /** Tries until it works or the data is to blame. */
  const persist = async <Result>(work: () => Promise<Result>): Promise<{ done: Result } | { blame: unknown }> => {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
      signal.throwIfAborted();
      try {
        return { done: await work() };
      } catch (error) {
        if (error instanceof AccountExistsError) continue;
        if ((await judge(error)) === 'of-the-data') return { blame: error };
        log.error({ err: error, waitMs }, 'the store failed; nothing is acknowledged, trying again');
        onRetry();
        await wait(waitMs, undefined, { signal });
      }
    }
  };

  const refuse = async (incoming: Incoming, blame: unknown): Promise<Acceptance> => {
    const reason = reasonOf(blame);
    log.error({ err: blame, topic: incoming.message.topic }, 'the store refused a message; it is set aside');
    const setAside = (tell: TriageMemory | 'who reads' | 'nobody') =>
      persist(() =>
        database.transaction((client) => refuseMessage(client, incoming.message, { now: now(), reason, tell })),
      );
    let result = await setAside(memory);
    if ('blame' in result) {
      log.fatal(
        { err: result.blame },
        'triage could not be told of a message that is set aside; its patient is shown as not known',
      );
      result = await setAside('who reads');
    }
    if ('blame' in result) {
      log.fatal({ err: result.blame }, 'nobody who looks at patients could be told of a message that is set aside');
      result = await setAside('nobody');
    }
    while ('blame' in result) {
      // A bare payload cannot be to blame: something is wrong with the store, and the message must wait for it.
      log.fatal({ err: result.blame }, 'a message could not even be set aside');
      await wait(LONGEST_WAIT_MS, undefined, { signal });
      result = await setAside('nobody');
    }
    return { receipts: result.done === null ? [] : [result.done], refused: 1 };
  };

  let since: number | undefined;
  const divide = async (batch: readonly Incoming[]): Promise<Acceptance> => {
    const result = await persist(async () => {
      await partitions.ensure(database.pool, instantsOf(batch));
      return store(batch);
    });
    if ('done' in result) return { receipts: result.done, refused: 0 };
    const [only, ...others] = batch;
    if (only && others.length === 0) return refuse(only, result.blame);
    const middle = Math.ceil(batch.length / 2);
    const halves = [await divide(batch.slice(0, middle)), await divide(batch.slice(middle))];
    return {
      receipts: halves.flatMap((half) => half.receipts),
      refused: halves.reduce((sum, half) => sum + half.refused, 0),
    };
  };
  return {
    accept: async (batch) => {
      since = performance.now();
      try {
        return await divide(batch);
      } finally {
        since = undefined;
      }
    },
    tryingSince: () => since,
  };
}

function* instantsOf(batch: readonly Incoming[]): Generator<number> {
  for (const { message } of batch) {
    if (!message.decoded.readable) continue;
    for (const reading of message.decoded.readings) yield reading.effectiveAt;
  }
}
