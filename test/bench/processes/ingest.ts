import { createIngestService } from '@samvakt/ingest';
import { INGEST_USERNAME } from '@samvakt/samvakt/embedded/ingest-account';
import { openDatabase } from '@samvakt/store';
import { pino } from 'pino';
import { type ConsumerOrder, cpuMs, INGEST_SECRET, tell } from './protocol.ts';

/** The ingest service as it is, with triage on. */

const POLL_MS = 5;

process.on('message', (order: ConsumerOrder) => void consume(order));

async function consume({ connectionString, brokerUrl, messages }: ConsumerOrder): Promise<void> {
  const log = pino({ level: 'error' });
  const database = openDatabase({
    connectionString,
    applicationName: 'bench ingest',
    onError: (error) => log.error({ err: error }, 'an idle connection failed'),
  });
  const service = createIngestService({
    database,
    broker: { url: brokerUrl, username: INGEST_USERNAME, password: INGEST_SECRET },
    log,
    now: Date.now,
  });
  const before = cpuMs();
  await service.start();
  tell({ type: 'reading' });
  const watch = setInterval(async () => {
    const { done, batches } = await progress();
    if (done < messages) return;
    clearInterval(watch);
    tell({ type: 'done', at: Date.now(), cpuMs: cpuMs() - before, batches });
  }, POLL_MS);

  /** The service's own count: messages whose batch is committed and acknowledged. */
  async function progress(): Promise<{ done: number; batches: number }> {
    const histogram = await service.metrics.getSingleMetric('samvakt_ingest_batch_messages')?.get();
    const partOf = (suffix: string) =>
      histogram?.values.find((value) => 'metricName' in value && value.metricName === `${histogram.name}_${suffix}`)
        ?.value ?? 0;
    return { done: partOf('sum'), batches: partOf('count') };
  }
}
