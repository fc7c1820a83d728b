import { openTestDatabase, type TestDatabase } from '@samvakt/harness';
import type { Database } from '@samvakt/store';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoCast } from '../demo/homes.ts';
import { demoSecrets } from '../demo/secrets.ts';
import { seedDemo } from '../demo/seed.ts';
import { createStack } from '../instance/stack.ts';
import { type RebuildFlags, rebuildTriageAlone } from './triageRebuild.ts';
import { verifyAlone } from './verify.ts';

const BEGAN = Date.parse('2026-03-01T08:00:00Z');
const HOUR = 3_600_000;
let db: TestDatabase;
let database: Database;
let episodeId: string;

beforeAll(async () => {
  ({ db, database } = await openTestDatabase());
  const secrets = { ...demoSecrets('00'.repeat(32)), hashOf: async () => 'none' };
  const { patients } = demoCast(BEGAN);
  const log = pino({ level: 'silent' });
  await seedDemo(database, { patients, secrets, startedAt: BEGAN, followedSince: BEGAN, log });
  episodeId = (await rows('select id from episode order by id limit 1'))[0]?.id;
});
afterAll(() => db.end());

const rows = async (text: string, ...values: unknown[]) => (await db.pool.query(text, values)).rows;

async function alone(work: (parts: never, write: (text: string) => void) => Promise<void>): Promise<string> {
  let written = '';
  const stack = createStack({ patienceMs: 20_000, onFault: (name, error) => expect.unreachable(`${name} ${error}`) });
  const parts = {
    settings: { SAMVAKT_DATABASE_URL: db.connectionString, SAMVAKT_LOG_LEVEL: undefined },
    log: pino({ level: 'silent' }),
    stack,
    stopping: new AbortController().signal,
    clock: () => BEGAN + 60 * HOUR,
    end: async () => {},
  };
  try {
    await work(parts as never, (text) => {
      written += text;
    });
  } finally {
    await stack.stop();
  }
  return written;
}
const rebuild = (flags: RebuildFlags) => alone((parts, write) => rebuildTriageAlone(parts, episodeId, flags, write));

test('it says what would come of it, does it once, and leaves what can be read as it is', async () => {
  const who = { by: 'Drift', reason: 'Full disk' };
  expect(await rebuild({ dryRun: true })).toMatch(
    /^What triage remembers of follow-up \S+ can be read\.\nIt is what the history gives\./,
  );
  await expect(rebuild(who)).rejects.toThrow(/can be read, and is left as it is/);

  await rows(
    `update triage_state set state = '{"format": 3, "key', unjudged_since = $2 where episode_id = $1`,
    episodeId,
    new Date(BEGAN + 50 * HOUR),
  );
  const before = await rows('select * from triage_state where episode_id = $1', episodeId);
  const dry = await rebuild({ dryRun: true });
  expect(dry).toContain('cannot be read (it is no JSON).');
  expect(dry).toMatch(
    /The history holds 0 readings, 0 forms, 0 refusals, 0 closes by people, \d+ timers and 0 words of devices\./,
  );
  expect(dry).toMatch(/\n {2}yellow \S+ opens\n/);
  expect(dry).toContain('Since 2026-03-03T10:00:00.000Z something that came could not be judged');
  expect(dry).toMatch(/Nothing has been changed \(--dry-run\)\.\n$/);
  expect(await rows('select * from triage_state where episode_id = $1', episodeId)).toEqual(before);

  expect(await rebuild(who)).toMatch(/It was made anew as of 2026-03-03T20:00:00\.000Z\.\n$/);
  expect(await rows(`select data from change where kind = 'triage-rebuilt' and episode_id = $1`, episodeId)).toEqual([
    { data: { ...who, was: 'unreadable' } },
  ]);
  await expect(rebuild(who)).rejects.toThrow(/is left as it is/);
  expect(await rebuild({ ...who, evenIfReadable: true })).toContain('It is what the history gives.');
  expect(JSON.parse(await alone((parts, write) => verifyAlone(parts, write)))).toMatchObject({ verified: true });
});
