import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { appendChanges } from './change.ts';
import { listenForChanges } from './changeListener.ts';
import { type Database, openDatabase } from './database.ts';

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000 });

let db: TestDatabase;
let database: Database;
beforeAll(async () => {
  db = await createTestDatabase();
  database = openDatabase({ connectionString: db.connectionString, applicationName: 'listener', onError: () => {} });
});
afterAll(async () => {
  await database.stop();
  await db.end();
});

test('is woken by a change, and again after its connection was cut', async () => {
  let woken = 0;
  const errors: Error[] = [];
  const listener = listenForChanges(database, {
    onWake: () => {
      woken += 1;
    },
    onError: (error) => errors.push(error),
    retryMs: 10,
  });
  await eventually(() => expect(woken).toBe(1));
  await appendChanges(db.pool, [{ kind: 'device-status', occurredAt: 0, deviceId: 'one' }]);
  await eventually(() => expect(woken).toBe(2));

  await db.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'listener'`,
  );
  // Connected anew: woken once for what may have been missed.
  await eventually(() => expect(woken).toBe(3));
  expect(errors.length).toBeGreaterThan(0);
  await appendChanges(db.pool, [{ kind: 'device-status', occurredAt: 0, deviceId: 'one' }]);
  await eventually(() => expect(woken).toBe(4));
  await listener.stop();
});
