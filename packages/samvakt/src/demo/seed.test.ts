import { openTestDatabase, type TestDatabase } from '@samvakt/harness';
import { type Database, registerProtocol } from '@samvakt/store';
import { findProtocol, PROTOCOLS } from '@samvakt/triage';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CANDIDATE } from './candidate.ts';
import { demoCast } from './homes.ts';
import { demoSecrets } from './secrets.ts';
import { seedDemo } from './seed.ts';

const NOW = Date.parse('2026-11-21T06:00:00Z');

let db: TestDatabase;
let database: Database;
const warned: { protocol: string; version: number; msg: string }[] = [];
const log = pino({ level: 'warn' }, { write: (line) => warned.push(JSON.parse(line)) });

beforeAll(async () => {
  ({ db, database } = await openTestDatabase());
});
afterAll(() => db.end());

it('goes on with the data of an earlier demonstration in which a version has another content, and says so', async () => {
  const copd = findProtocol('copd');
  if (!copd) throw new Error('the protocol copd is not shipped');
  const earlier = { ...copd, source: 'another content under the same number' };
  await registerProtocol(db.pool, { protocol: earlier, registeredAt: NOW });
  const { patients } = demoCast(NOW);
  const secrets = { ...demoSecrets('00'.repeat(32)), hashOf: async () => 'none' };
  const seed = () => seedDemo(database, { patients, secrets, startedAt: NOW, followedSince: NOW, log });
  expect(await seed()).toBe(patients.length);
  expect(await seed()).toBe(0);
  const kept = { protocol: 'copd', version: copd.version, msg: expect.stringContaining('stays as it is') };
  expect(warned).toEqual([expect.objectContaining(kept), expect.objectContaining(kept)]);
  const { rows } = await db.pool.query('select body from protocol where id = $1 and version = $2', [
    'copd',
    copd.version,
  ]);
  expect(rows).toEqual([{ body: earlier }]);
});

it('tries a candidate whose number no shipped version comes near', () => {
  const shipped = PROTOCOLS.filter(({ id }) => id === CANDIDATE.id).map(({ version }) => version);
  expect(CANDIDATE.version).toBeGreaterThan(Math.max(...shipped) + 50);
});
