import {
  createTestDatabase,
  type FollowedPatient,
  type Link,
  registerPopulation,
  startLink,
  type TestDatabase,
} from '@samvakt/harness';
import { type Database, openDatabase } from '@samvakt/store';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTimersService, type TimersService } from './service.ts';

/*
 * The database goes away under the timers and comes back. What was due meanwhile comes then, and nobody has to start anything.
 */
let db: TestDatabase;
let link: Link;
let database: Database;
let timers: TimersService;
let patients: readonly FollowedPatient[];
let patient: FollowedPatient;
let used = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  link = await startLink(db.connectionString);
  database = openDatabase({
    connectionString: link.url,
    applicationName: 'timers under test',
    answerWithinMs: 1_000,
    onError: () => {},
  });
  // TEST_PROTOCOL: a saturation every day, of which none has come.
  patients = (await registerPopulation(database, { patients: 4, startedAt: Date.now() - 10 * 86_400_000 })).patients;
  // What is due is asked for by the test.
  await db.pool.query('select graphile_worker.remove_job(key) from graphile_worker.jobs');
});
beforeEach(async () => {
  const next = patients[used++];
  if (!next) throw new Error('more patients are needed');
  patient = next;
  timers = createTimersService({ database, log: pino({ level: 'silent' }), now: Date.now });
  await timers.start();
});
afterEach(() => timers.stop());
afterAll(async () => {
  await database.stop();
  await link.stop();
  await db.end();
});

const missing = async () => {
  const { rowCount } = await db.pool.query('select from alert where episode_id = $1', [patient.episodeId]);
  return rowCount;
};

/** A timer comes due. It is written past the line, as by another service. */
const comeDue = () =>
  db.pool.query(`select graphile_worker.add_job('triage-tick', json_build_object('episodeId', $1::text))`, [
    patient.episodeId,
  ]);

test.each([
  ['cut', () => link.cut(), () => link.mend()],
  ['silent', () => link.hold(), () => link.mend()],
  ['refused', () => db.takeConnections(false), () => db.takeConnections(true)],
])('connections are %s for a while: what was due meanwhile comes afterwards', async (_how, goAway, comeBack) => {
  await comeDue();
  await goAway();
  await expect.poll(() => timers.lateBy().catch(() => 'nobody knows'), { timeout: 30_000 }).toBe('nobody knows');
  await comeBack();
  await expect.poll(missing, { timeout: 30_000 }).toBe(1);
  await expect.poll(timers.lateBy, { timeout: 30_000 }).toBe(0);
});

test('connections that say nothing more, while new ones do, hold up no timer for long', async () => {
  link.stall();
  await comeDue();
  await expect.poll(missing, { timeout: 30_000 }).toBe(1);
});
