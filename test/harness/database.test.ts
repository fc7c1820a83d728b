import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from './index.ts';

describe('a test database', () => {
  it('is migrated, its own, and gone after the end', async () => {
    const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await first.pool.query('create table only_here (id int)');
    const seen = await second.pool.query(
      `select to_regclass('only_here') as here, to_regclass('measurement') as there`,
    );
    expect(seen.rows[0]).toEqual({ here: null, there: 'measurement' });
    await first.end();
    await second.end();
    const late = new pg.Client({ connectionString: first.connectionString });
    await expect(late.connect()).rejects.toThrow(/does not exist/);
  });

  it('has no schema when it is asked to be empty', async () => {
    const database = await createTestDatabase({ empty: true });
    const { rows } = await database.pool.query(
      `select count(*)::int as tables from pg_tables where schemaname = 'public'`,
    );
    expect(rows[0].tables).toBe(0);
    await database.end();
  });

  it('says which query a connection that was not closed ran last, and is dropped all the same', async () => {
    const database = await createTestDatabase({ empty: true });
    const leaking = new pg.Client({ connectionString: database.connectionString, application_name: 'leaking pool' });
    leaking.on('error', () => {}); // the server cuts it when the database is dropped
    await leaking.connect();
    await leaking.query('select 42 as forgotten');
    await expect(database.end()).rejects.toThrow(/1 connection.*\n.*leaking pool.*forgotten/s);
    await leaking.end().catch(() => {});
  });
});
