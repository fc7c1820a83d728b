import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStack, type Stack } from '../instance/stack.ts';
import { freePort } from '../ports.ts';
import { createSteps } from '../terminal/steps.ts';
import { startTogether } from './together.ts';

const DAY = 86_400_000;
let db: TestDatabase;
let data: string;
let said: string;
let faults: string[];
let stack: Stack;

beforeEach(async () => {
  db = await createTestDatabase({ empty: true });
  data = await mkdtemp(path.join(tmpdir(), 'samvakt-together-'));
  said = '';
  faults = [];
});
afterEach(async () => {
  await stack.stop();
  await db.end();
  await rm(data, { recursive: true });
});

async function start(): Promise<{ web: number }> {
  stack = createStack({ patienceMs: 20_000, onFault: (name, error) => faults.push(`${name}: ${error}`) });
  const write = (text: string) => {
    said += text;
  };
  const ports = { web: await freePort(), issuer: await freePort(), broker: await freePort() };
  await startTogether({
    stack,
    stopping: new AbortController().signal,
    steps: createSteps(write, Date.now),
    log: pino({ level: 'silent' }),
    logFile: undefined,
    data,
    ports,
    databaseUrl: db.connectionString,
    databasePort: undefined,
    ingestSecret: 'a secret of the ingest service',
    homes: { historyMs: 3 * DAY, pace: { declineMs: 4_000, watchEveryMs: 500 } },
    screens: false,
    clock: Date.now,
  });
  return ports;
}

const rows = async (sql: string) => (await db.pool.query(sql)).rows;

it('two of forty patients become red while one watches, and a second start goes on where the first ended', async () => {
  const { web } = await start();
  expect(said).toContain(`http://localhost:${web}`);
  const answer = await fetch(`http://127.0.0.1:${web}/health/ready`);
  expect(answer.status).toBe(200);
  const red = `select distinct patient.id from alert join episode on episode.id = alert.episode_id
    join patient on patient.id = episode.patient_id where severity = 'red' and kind = 'clinical'`;
  await expect.poll(async () => (await rows(red)).length, { interval: 250 }).toBe(2);
  await stack.stop();
  expect(faults).toEqual([]);

  const [before] =
    await rows(`select (select count(*) from episode)::int as episodes, (select kind from installation) as kind,
    (select count(*) from responsibility)::int as periods, (select count(*) from measurement)::int as measurements`);
  // Two of the forty came from the hospital: they have had two teams. Two are followed for two conditions.
  expect(before).toMatchObject({ episodes: 42, periods: 44, kind: 'demo' });
  const handovers = 'select status, count(*)::int as count from handover group by status order by status';
  expect(await rows(handovers)).toEqual([
    { status: 'accepted', count: 2 },
    { status: 'offered', count: 1 },
  ]);
  const [offered] = await rows(`select id, digest from handover where status = 'offered'`);
  expect(offered.digest).toMatchObject({ alerts: [], missing: [] });
  expect(offered.digest.trends.map(({ metric }: { metric: string }) => metric)).toContain('oxygen-saturation');
  await db.pool.query(
    `update declaration set cover = null from team where team_id = team.id and name = 'Lungepoliklinikken' and upper_inf(period)`,
  );
  await start();
  const [after] = await rows(`select (select count(*) from episode)::int as episodes,
    (select count(*) from responsibility)::int as periods, (select count(*) from measurement)::int as measurements`);
  expect(after).toMatchObject({ episodes: 42, periods: 44 });
  expect(await rows(handovers)).toHaveLength(2);
  expect(
    await rows(
      'select name from team join declaration on team_id = team.id and upper_inf(period) where cover is null order by name',
    ),
  ).toEqual([{ name: 'Lungepoliklinikken' }, { name: 'Responssenteret' }]);
  expect(after.measurements).toBeGreaterThanOrEqual(before.measurements);
  const quarantined = await rows('select device_id as "deviceId" from quarantine order by device_id');
  expect(quarantined).toEqual([{ deviceId: 'home-06' }, { deviceId: 'home-19' }]);

  const keys = path.join(data, 'keys');
  for (const name of await readdir(keys)) expect((await stat(path.join(keys, name))).mode & 0o777).toBe(0o600);
});
