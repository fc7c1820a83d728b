import { randomUUID } from 'node:crypto';
import { type FollowedPatient, openTestDatabase, registerPopulation, type TestDatabase } from '@samvakt/harness';
import { createTriageMemory, type Database, endPause, setPause } from '@samvakt/store';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TaskContext } from './context.ts';
import { pauseTurn } from './pause.ts';
import { overdueSweep } from './sweep.ts';
import { triageTick } from './triage.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** TEST_PROTOCOL: a saturation every day, with an hour of grace. */
const DEADLINE = 25 * HOUR;
const startedAt = Date.parse('2026-03-01T08:00:00Z');
const endsAt = startedAt + 5 * DAY;

let db: TestDatabase;
let database: Database;
let practitionerId: string;
let patients: readonly FollowedPatient[];
let episodeId: string;
let pauseId: string;
let used = 0;
const memory = createTriageMemory();
const at = (now: number): TaskContext => ({ database, memory, now, log: { error: () => {} } });

beforeAll(async () => {
  ({ db, database } = await openTestDatabase());
  ({ practitionerId, patients } = await registerPopulation(database, { patients: 4, startedAt }));
});
afterAll(() => db.end());
beforeEach(async () => {
  episodeId = patients[used++]?.episodeId ?? '';
  pauseId = randomUUID();
  await database.transaction((client) =>
    setPause(client, {
      pauseId,
      episodeId,
      scope: { type: 'episode' },
      includesRed: false,
      reason: 'holiday',
      note: '',
      startsAt: null,
      endsAt,
      practitionerId,
      now: startedAt + HOUR,
    }),
  );
});

async function told() {
  const { rows } = await db.pool.query(
    `select kind from change where episode_id = $1 and (kind like 'pause-%' or kind = 'alert-opened') order by seq`,
    [episodeId],
  );
  return rows.map((row) => row.kind);
}

test('a pause ends by its timer, and silence is counted from its end', async () => {
  const { rows } = await db.pool.query('select run_at, payload from graphile_worker._private_jobs where key = $1', [
    `pause-turn:${pauseId}`,
  ]);
  expect(rows).toEqual([{ run_at: new Date(endsAt), payload: { pauseId } }]);
  await triageTick({ episodeId }, at(startedAt + DEADLINE));
  await pauseTurn(rows[0].payload, at(endsAt));
  await triageTick({ episodeId }, at(endsAt + DEADLINE - 1));
  expect(await told()).toEqual(['pause-set', 'pause-ended']);
  await triageTick({ episodeId }, at(endsAt + DEADLINE));
  expect(await told()).toEqual(['pause-set', 'pause-ended', 'alert-opened']);
});

test('the timer of a pause that was ended does nothing', async () => {
  const act = { pauseId, version: 1, practitionerId, now: startedAt + DAY };
  await database.transaction((client) => endPause(client, act));
  await pauseTurn({ pauseId }, at(endsAt));
  expect(await told()).toEqual(['pause-set', 'pause-ended']);
});

test('a payload that is none of ours fails aloud', async () => {
  await expect(pauseTurn({ pause: 1 }, at(endsAt))).rejects.toThrow();
});

// The last, for it sweeps every patient on to an hour after the end.
test('a pause whose timer the queue has lost is found by the sweep', async () => {
  await db.pool.query('select graphile_worker.remove_job($1)', [`pause-turn:${pauseId}`]);
  await overdueSweep(at(endsAt + HOUR));
  expect(await told()).toEqual(['pause-set', 'pause-ended']);
  await overdueSweep(at(endsAt + HOUR));
  expect(await told()).toEqual(['pause-set', 'pause-ended']);
});
