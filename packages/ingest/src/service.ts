import type { Database } from '@samvakt/store';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createAcceptor } from './accept.ts';
import { createBatcher } from './batcher.ts';
import type { Delivery } from './deferredAck.ts';
import { createPostman } from './homeMessages/postman.ts';
import { createIngestMetrics } from './metrics.ts';
import { type BrokerAddress, type BrokerConnection, connectToBroker } from './mqttClient.ts';
import { type Incoming, read } from './read.ts';
import { publishReceipts } from './receipts.ts';

/** The device-ingest service: MQTT in, one transaction per batch, then acknowledgements and receipts out; and messages to patients out. */
export interface IngestService {
  /** Resolves when messages are being read; waits for a broker that is not there yet. */
  readonly start: () => Promise<void>;
  /** Finishes the batches that were taken, acknowledges them and leaves. While the database is down there is nothing to wait for. */
  readonly stop: () => Promise<void>;
  /** For the health check: whether there is a connection to the broker. */
  readonly isConnected: () => boolean;
  /** For the health check: false when a batch has been tried for `stillMs` and is not stored. The database may well answer meanwhile: a full disk is read from. */
  readonly isStoring: () => boolean;
  /** How the connection was made, once started. */
  readonly connection: () => Pick<BrokerConnection, 'protocolVersion' | 'shared'> | undefined;
  readonly metrics: Registry;
}

/** Defaults: 20,000 measurements, 5 ms, 20,000 messages pending, the outbox each second, 10 s. */
export interface IngestOptions {
  readonly database: Database;
  readonly broker: BrokerAddress;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Most measurements in one transaction; a message that cannot be read counts as one. */
  readonly maxBatch?: number;
  /** How long a message may wait for company when nothing is being stored, in milliseconds. */
  readonly maxWaitMs?: number;
  /** Most messages taken and not yet acknowledged. */
  readonly maxPending?: number;
  /** How often the outbox of messages to patients is looked into, in milliseconds. */
  readonly outboxEveryMs?: number;
  /** After how long a batch that is not stored means that nothing is, in milliseconds. */
  readonly stillMs?: number;
}

/** Payloads taken and not yet acknowledged: what a slow database may cost in memory. */
const MAX_PENDING_BYTES = 64 * 1024 * 1024;

/** How long `stop` waits for the batches that were taken. What is not finished by then is not acknowledged and comes again. */
const STOP_WITHIN_MS = 10_000;

type Taken = Incoming & { settle: () => void };

/** Puts the service together; nothing runs before `start`. The database stays the caller's. */
export function createIngestService(options: IngestOptions): IngestService {
  const {
    database,
    broker,
    log,
    now,
    maxBatch = 20_000,
    maxWaitMs = 5,
    maxPending = 20_000,
    outboxEveryMs = 1_000,
    stillMs = 10_000,
  } = options;
  const aborter = new AbortController();
  let connection: BrokerConnection | undefined;
  let stopping = false;
  const metrics = createIngestMetrics(() => connection?.pending() ?? 0);
  const acceptor = createAcceptor({ database, now, log, signal: aborter.signal, onRetry: metrics.retried });

  const batcher = createBatcher<Taken>({
    maxWeight: maxBatch,
    maxWaitMs,
    weigh: ({ message: { decoded } }) => Math.max(1, decoded.readable ? decoded.readings.length : 1),
    process: async (batch) => {
      const startedAt = performance.now();
      try {
        const { receipts, refused } = await acceptor.accept(batch);
        metrics.batchStored({ messages: batch.length, seconds: (performance.now() - startedAt) / 1000 });
        for (const { settle } of batch) settle();
        if (connection) publishReceipts(connection.publish, receipts);
        metrics.receiptsGiven(receipts);
        if (refused > 0) metrics.refused(refused);
      } catch (error) {
        if (!aborter.signal.aborted) throw error;
        log.warn(
          { messages: batch.length },
          'stopped before a batch was stored; it is not acknowledged and comes again',
        );
      }
    },
  });

  const onDelivery = ({ topic, payload, settle }: Delivery) => {
    // Not acknowledged, so it comes again to whoever reads next.
    if (!stopping) batcher.add({ ...read(topic, payload, now()), settle });
  };

  const postman = createPostman({
    database,
    log,
    now,
    isConnected: () => connection?.isConnected() ?? false,
    deliver: async (topic, payload) => connection?.deliver(topic, payload),
    onSent: metrics.homeMessagesSent,
    everyMs: outboxEveryMs,
  });

  return {
    async start() {
      connection = await connectToBroker({
        broker,
        maxPending,
        maxPendingBytes: MAX_PENDING_BYTES,
        log,
        onDelivery,
        signal: aborter.signal,
      });
      postman.start();
    },
    async stop() {
      stopping = true;
      await postman.stop();
      const timer = setTimeout(() => aborter.abort(), STOP_WITHIN_MS);
      await batcher.drained();
      clearTimeout(timer);
      aborter.abort();
      await connection?.stop();
    },
    isConnected: () => connection?.isConnected() ?? false,
    isStoring: () => performance.now() - (acceptor.tryingSince() ?? Number.POSITIVE_INFINITY) <= stillMs,
    connection: () => connection,
    metrics: metrics.registry,
  };
}
