import { createIngestService } from '@samvakt/ingest';
import { INGEST_USERNAME } from '../embedded/ingestAccount.ts';
import { NotReady, startHealthServer } from '../healthServer.ts';
import { openServiceDatabase } from '../serviceDatabase.ts';
import type { Alone } from './run.ts';

export async function startIngestAlone({ settings, log, stack, clock }: Alone<'ingest'>): Promise<void> {
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'ingest', log, stack });
  const ingest = createIngestService({
    database,
    broker: {
      url: settings.SAMVAKT_BROKER_URL,
      username: settings.SAMVAKT_INGEST_USERNAME ?? INGEST_USERNAME,
      password: settings.SAMVAKT_INGEST_SECRET,
    },
    log,
    now: clock,
  });
  const port = settings.SAMVAKT_METRICS_PORT;
  if (port !== undefined) {
    const ready = async () => {
      if (!ingest.isConnected()) throw new NotReady('there is no connection to the broker');
      await database.pool.query('select 1');
      if (!ingest.isStoring()) throw new NotReady('what comes is not stored');
    };
    const health = await startHealthServer({ port, log, ready, metrics: () => ingest.metrics.metrics() });
    stack.add('health', health.stop);
  }
  stack.add('ingest', ingest.stop);
  await ingest.start();
}
