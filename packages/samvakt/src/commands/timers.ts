import { createTimersService } from '@samvakt/timers';
import { NotReady, startHealthServer } from '../healthServer.ts';
import { openServiceDatabase } from '../serviceDatabase.ts';
import type { Alone } from './run.ts';

/** *Assumption*: a burst of timers of one instant, such as the hour at which many are to measure, is run within it. */
const LATE_MS = 2 * 60_000;

export async function startTimersAlone({ settings, log, stack, clock }: Alone<'timers'>): Promise<void> {
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'timers', log, stack });
  const timers = createTimersService({ database, log, now: clock });
  await timers.start();
  stack.add('timers', timers.stop);
  log.info('the timers run');
  const port = settings.SAMVAKT_METRICS_PORT;
  if (port === undefined) return;
  const ready = async () => {
    if ((await timers.lateBy()) > LATE_MS) throw new NotReady('timers that are due are not run');
  };
  const health = await startHealthServer({ port, log, ready });
  stack.add('health', health.stop);
}
