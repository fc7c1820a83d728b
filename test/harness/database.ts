import { randomBytes } from 'node:crypto';
import { type Database, openDatabase } from '@samvakt/store';
import pg from 'pg';
import { inject } from 'vitest';
import { templateName } from './globalSetup.ts';

export interface TestDatabase {
  /** Address for a service or pool of the test's own. Whatever connects must be closed before `end`. */
  readonly connectionString: string;
  /** A pool for the test itself; closed by `end`. */
  readonly pool: pg.Pool;
  /** False: ends every connection and takes no new ones, as a server that is being shut down; true: takes them again. */
  readonly takeConnections: (taken: boolean) => Promise<void>;
  /** Drops the database. Fails when a connection is still open: some pool or client was not closed. */
  readonly end: () => Promise<void>;
}

/**
 * A database of its own, migrated, for one test file: `beforeAll(async () => { db = await createTestDatabase(); })`
 * and `afterAll(() => db.end())`. With `empty: true` it has no schema, for tests of the migrations themselves.
 */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const { adminUrl, templateFault } = inject('database');
  if (!empty && templateFault !== null) throw new Error(`The migrated template database is missing. ${templateFault}`);
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(adminUrl, async (admin) => {
    await admin.query(`create database ${name} ${empty ? '' : `template ${templateName}`}`);
  });
  const address = new URL(adminUrl);
  address.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: address.href, max: 10 });
  // A connection that dies while idle is noticed by the test that uses it next.
  pool.on('error', () => {});
  return {
    connectionString: address.href,
    pool,
    takeConnections: (taken) =>
      administer(adminUrl, async (admin) => {
        await admin.query(`alter database ${name} allow_connections ${taken}`);
        if (taken) return;
        await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      }),
    end: async () => {
      await pool.end();
      await administer(adminUrl, (admin) => dropUnlessLeaking(admin, name));
    },
  };
}

/** How a test opens its database. Without `onError`, a connection that dies while idle fails the run. */
export interface OpenedAs {
  readonly applicationName?: string;
  readonly onError?: (error: Error) => void;
}

/** The same, opened as a service opens it; `end` closes that too. */
export async function openTestDatabase(as: OpenedAs = {}): Promise<{ db: TestDatabase; database: Database }> {
  const db = await createTestDatabase();
  const onError = (error: Error) => {
    throw error;
  };
  const database = openDatabase({ connectionString: db.connectionString, applicationName: 'test', onError, ...as });
  const end = async () => {
    await database.stop();
    await db.end();
  };
  return { db: { ...db, end }, database };
}

async function dropUnlessLeaking(admin: pg.Client, name: string): Promise<void> {
  // A closed connection's server process lives on for an instant, so it is asked a few times before it is called a leak.
  let open: string[] = [];
  for (let attempt = 0; attempt < 40; attempt++) {
    const { rows } = await admin.query<{ what: string }>(
      `select concat_ws(' ', application_name, state, left(query, 120)) as what
         from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    open = rows.map((row) => row.what);
    if (open.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await admin.query(`drop database ${name} with (force)`);
  if (open.length > 0) throw new Error(`${open.length} connection(s) left open on ${name}:\n${open.join('\n')}`);
}

async function administer(url: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
