import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, isDatabaseAway, openDatabase, sqlState } from './database.ts';

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({
    connectionString: db.connectionString,
    applicationName: 'database test',
    onError: () => {},
  });
});
afterAll(async () => {
  await database.stop();
  await db.end();
});

/** An error as the server tells it. */
async function raised(sqlstate: string): Promise<unknown> {
  return db.pool
    .query(`do $$ begin raise exception 'so' using errcode = '${sqlstate}'; end $$`)
    .then(() => undefined)
    .catch((error: unknown) => error);
}

describe('whether the database is away', () => {
  test.each([
    '08006',
    '53100',
    '53300',
    '57P01',
    '57P03',
    '58030',
    '25006',
    '25P03',
    '40001',
    '40P01',
    '55000',
    '55P03',
  ])('SQLSTATE %s says so', async (code) => {
    const error = await raised(code);
    expect(sqlState(error)).toBe(code);
    expect(isDatabaseAway(error)).toBe(true);
  });

  test.each(['22P02', '23505', '23514', '42P01', 'P0001', 'XX000'])(
    'SQLSTATE %s is about what was asked',
    async (code) => {
      expect(isDatabaseAway(await raised(code))).toBe(false);
    },
  );

  test('a connection that cannot be made says so, a fault of our own does not', async () => {
    const nowhere = new pg.Client({ host: '127.0.0.1', port: 1 });
    expect(isDatabaseAway(await nowhere.connect().catch((error: unknown) => error))).toBe(true);
    expect(isDatabaseAway(new TypeError('undefined is not a function'))).toBe(false);
    expect(isDatabaseAway(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).toBe(false);
    expect(isDatabaseAway('Connection terminated')).toBe(false);
  });

  test('an answer that does not come says so', async () => {
    const hasty = openDatabase({
      connectionString: db.connectionString,
      applicationName: 'hasty',
      answerWithinMs: 50,
      onError: () => {},
    });
    const error = await hasty
      .transaction((client) => client.query('select pg_sleep(0.5)'))
      .catch((cause: unknown) => cause);
    expect(isDatabaseAway(error)).toBe(true);
    // And the connection is not used again.
    expect((await hasty.pool.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await hasty.stop();
  });
});

test('a transaction that stands still is ended by the server, so that its locks and the change feed are free again', async () => {
  const { rows } = await database.pool.query('show idle_in_transaction_session_timeout');
  expect(rows).toEqual([{ idle_in_transaction_session_timeout: '1min' }]);
});
