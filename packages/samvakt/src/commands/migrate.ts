import { migrate } from '@samvakt/store';
import type { Alone } from './run.ts';

/** Brings the database to this version's schema. Safe to run again, and by several at once. */
export async function migrateAlone({ settings, log }: Alone<'migrate'>): Promise<void> {
  const applied = await migrate({ connectionString: settings.SAMVAKT_DATABASE_URL });
  log.info({ applied }, applied.length === 0 ? 'the schema is up to date' : 'the schema was brought up to date');
}
