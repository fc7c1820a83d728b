import { ensurePartitions } from '@samvakt/store';
import type { TaskContext } from './context.ts';

const MONTHS_AHEAD = 2;

/** Makes the measurement partitions of this month and the next two, so that no batch has to wait for one. */
export async function measurementPartitions({ database, now }: TaskContext): Promise<void> {
  const ahead = new Date(now);
  ahead.setUTCDate(1);
  ahead.setUTCMonth(ahead.getUTCMonth() + MONTHS_AHEAD);
  await ensurePartitions(database.pool, { from: now, until: ahead.getTime() });
}
