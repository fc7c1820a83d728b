import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endExpiredSessions, endSession, extendSession, readSession, writeSession } from './session.ts';

const now = Date.parse('2026-03-01T08:00:00Z');

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.end());

test('a session is there until it expires by the clock of the caller', async () => {
  await writeSession(db.pool, { id: 'one', data: { who: 'kari' }, expiresAt: now + 1_000 });
  expect((await readSession(db.pool, { id: 'one', now: now + 999 }))?.data).toEqual({ who: 'kari' });
  expect(await readSession(db.pool, { id: 'one', now: now + 1_000 })).toBeNull();
});

test('extending moves the expiry, and revives neither an ended nor an expired session', async () => {
  await writeSession(db.pool, { id: 'two', data: {}, expiresAt: now + 1_000 });
  await extendSession(db.pool, { id: 'two', expiresAt: now + 5_000, now });
  expect(await readSession(db.pool, { id: 'two', now: now + 4_000 })).not.toBeNull();
  await extendSession(db.pool, { id: 'two', expiresAt: now + 90_000, now: now + 5_000 });
  expect(await readSession(db.pool, { id: 'two', now: now + 5_000 })).toBeNull();
  await endSession(db.pool, 'two');
  await extendSession(db.pool, { id: 'two', expiresAt: now + 90_000, now });
  expect(await readSession(db.pool, { id: 'two', now })).toBeNull();
});

test('what has expired is removed, and nothing else', async () => {
  await writeSession(db.pool, { id: 'old', data: {}, expiresAt: now - 1 });
  await writeSession(db.pool, { id: 'new', data: {}, expiresAt: now + 90_000 });
  await endExpiredSessions(db.pool, now + 60_000);
  const { rows } = await db.pool.query<{ id: string }>('select id from session order by id');
  expect(rows.map((row) => row.id)).toEqual(['new']);
});
