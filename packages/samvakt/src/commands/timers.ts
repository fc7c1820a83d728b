import { createTimersService } from '@samvakt/timers';
import { startHealthServer } from '../healthServer.ts';
import { openServiceDatabase } from '../serviceDatabase.ts';
import type { Alone } from './run.ts';

export async function startTimersAlone({ settings, log, stack, clock }: Alone<'timers'>): Promise<void> {
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'timers', log, stack });
  const timers = createTimersService({ database, log, now: clock });
  await timers.start();
  stack.add('timers', timers.stop);
  log.info('the timers run');
  const port = settings.SAMVAKT_METRICS_PORT;
  if (port === undefined) return;
  const health = await startHealthServer({ port, log, ready: () => database.pool.query('select 1') });
  stack.add('health', health.stop);
}
