import { migrate } from '@samvakt/store';
import { readSettings } from '../configuration.ts';
import { runOnce } from './run.ts';
import { COMMAND_SETTINGS } from './settings.ts';

/** Brings the database to this version's schema. Safe to run again, and by several at once. */
export const migrateCommand = (): Promise<void> =>
  runOnce(async () => {
    const { SAMVAKT_DATABASE_URL: connectionString } = readSettings(COMMAND_SETTINGS.migrate);
    const applied = await migrate({ connectionString });
    process.stdout.write(applied.length === 0 ? 'The schema is up to date.\n' : `Applied: ${applied.join(', ')}\n`);
  });
