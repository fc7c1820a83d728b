import { fileURLToPath } from 'node:url';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import Postgrator from 'postgrator';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Any number, the same for every starter: whoever comes second waits here and then finds the work done. */
const MIGRATION_LOCK = 7_203_558_021;

/**
 * Brings the schema to the newest version: the files of `migrations/` that have not run, in order and in one transaction, and the tables of
 * the job queue. Forward only. `folder`: where the files lie, unless they are those of this version. A file that was changed after it ran is refused by its checksum. Two starters at once are safe.
 * Returns the names of the migrations that ran now.
 */
export async function migrate(options: { connectionString: string; folder?: string }): Promise<string[]> {
  const client = new pg.Client({ connectionString: options.connectionString, application_name: 'samvakt migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query('begin');
    const ran = await runFiles(client, options.folder ?? MIGRATIONS);
    await client.query('commit');
    await runMigrations({ connectionString: options.connectionString });
    return ran;
  } catch (cause) {
    throw new Error('the database could not be migrated', { cause });
  } finally {
    // Ending the connection also ends an open transaction and the lock.
    await client.end();
  }
}

async function runFiles(client: pg.Client, folder: string): Promise<string[]> {
  const runner = new Postgrator({
    driver: 'pg',
    migrationPattern: `${folder}/*`,
    schemaTable: 'schema_version',
    newline: 'LF',
    execQuery: (sql) => client.query(sql),
  });
  // Postgrator runs what is numbered above the newest that has run. A file may have come to be beside later ones, and what it makes is asked for above.
  const behind = await runner.runMigrations(await filesLeftBehind(client, runner));
  const applied = [...behind, ...(await runner.migrate())];
  return applied.map((migration) => `${String(migration.version).padStart(3, '0')} ${migration.name}`);
}

/** The files that have not run although one with a higher number has, in order. */
async function filesLeftBehind(client: pg.Client, runner: Postgrator): Promise<Postgrator.Migration[]> {
  const newest = await runner.getDatabaseVersion();
  if (newest === 0) return [];
  const { rows } = await client.query<{ version: string }>('select version from schema_version');
  const ran = new Set(rows.map(({ version }) => Number(version)));
  return (await runner.getMigrations())
    .filter(({ action, version }) => action === 'do' && version < newest && !ran.has(version))
    .sort((a, b) => a.version - b.version);
}
