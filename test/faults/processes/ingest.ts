import { createIngestService } from '@samvakt/ingest';
import { openDatabase } from '@samvakt/store';
import { pino } from 'pino';

/** One ingest worker in a process of its own, to be killed. It is told what it needs in its first message and answers when it reads. */
export type WorkerOrder = {
  connectionString: string;
  broker: { url: string; username: string; password: string };
  maxBatch: number;
  /** How far its clock is ahead, in milliseconds. */
  aheadMs?: number;
};

const log = pino({ level: 'silent' });

process.once('message', async ({ connectionString, broker, maxBatch, aheadMs = 0 }: WorkerOrder) => {
  const database = openDatabase({ connectionString, applicationName: 'ingest to be killed', onError: () => undefined });
  const service = createIngestService({
    database,
    broker,
    log,
    now: () => Date.now() + aheadMs,
    maxBatch,
    maxWaitMs: 1,
  });
  await service.start();
  process.send?.('reading');
});
