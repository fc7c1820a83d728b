import type { AddressedReceipt } from '@samvakt/store';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface IngestMetrics {
  readonly registry: Registry;
  readonly batchStored: (batch: { messages: number; seconds: number }) => void;
  readonly receiptsGiven: (receipts: readonly AddressedReceipt[]) => void;
  readonly retried: () => void;
  readonly refused: (messages: number) => void;
  readonly homeMessagesSent: (messages: number) => void;
}

/** A registry of its own for each service: two in one process do not count each other's messages. */
export function createIngestMetrics(pending: () => number): IngestMetrics {
  const registry = new Registry();
  const registers = [registry];
  const messages = new Counter({
    name: 'samvakt_ingest_messages_total',
    help: 'Messages answered with a receipt, by what it said.',
    labelNames: ['status'],
    registers,
  });
  const measurements = new Counter({
    name: 'samvakt_ingest_measurements_total',
    help: 'Measurements in answered messages, by what became of them.',
    labelNames: ['fate'],
    registers,
  });
  const retries = new Counter({
    name: 'samvakt_ingest_store_retries_total',
    help: 'Batches tried again because the database failed.',
    registers,
  });
  const refusals = new Counter({
    name: 'samvakt_ingest_store_refused_total',
    help: 'Messages set aside because the store would not take them.',
    registers,
  });
  const homeMessages = new Counter({
    name: 'samvakt_ingest_home_messages_sent_total',
    help: 'Messages to patients that were published to a home, repetitions included.',
    registers,
  });
  const batchMessages = new Histogram({
    name: 'samvakt_ingest_batch_messages',
    help: 'Messages per transaction.',
    buckets: [1, 3, 10, 30, 100, 300, 1000, 3000],
    registers,
  });
  const batchSeconds = new Histogram({
    name: 'samvakt_ingest_batch_seconds',
    help: 'From the start of a batch to its commit.',
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers,
  });
  new Gauge({
    name: 'samvakt_ingest_pending_messages',
    help: 'Messages taken from the broker and not yet acknowledged.',
    registers,
    collect() {
      this.set(pending());
    },
  });
  return {
    registry,
    batchStored: ({ messages: count, seconds }) => {
      batchMessages.observe(count);
      batchSeconds.observe(seconds);
    },
    receiptsGiven: (receipts) => {
      const fates = { stored: 0, duplicates: 0, rejected: 0 };
      for (const { receipt } of receipts) {
        messages.inc({ status: receipt.status });
        fates.stored += receipt.counts.stored;
        fates.duplicates += receipt.counts.duplicates;
        fates.rejected += receipt.counts.rejected;
      }
      for (const [fate, count] of Object.entries(fates)) measurements.inc({ fate }, count);
    },
    retried: () => retries.inc(),
    refused: (count) => refusals.inc(count),
    homeMessagesSent: (count) => homeMessages.inc(count),
  };
}
