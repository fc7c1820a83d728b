import { ProtocolTrialDetailSchema, ProtocolTrialSchema, ProtocolTrialsSchema } from '@samvakt/contract';
import { createClock, createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { createReplayer, type Replayer, readProtocols, registerProtocol, runProtocolTrial } from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, startTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR } from '../testing/world.ts';

/* Version 1 warns below 90; version 2 below 87. Two patients with a reading of 88 every tenth day, one of another team. */

const NOW = BEGINNING + 60 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let kari: Client;
let replayer: Replayer;

beforeAll(async () => {
  db = await createTestDatabase();
  api = await startTestApi({ connectionString: db.connectionString, clock: clock.now });
  const { world, database } = api;
  kari = await api.signedIn(world.kari);
  replayer = createReplayer(database);
  const [one] = await readProtocols(db.pool, [{ id: 'test-copd', version: 1 }]);
  const yellow = one?.numbers['saturation-yellow'];
  if (!one || !yellow) throw new Error('the world has another protocol');
  const protocol = { ...one, version: 2, numbers: { ...one.numbers, 'saturation-yellow': { ...yellow, value: 87 } } };
  await registerProtocol(db.pool, { protocol, registeredAt: BEGINNING });
  for (const teamId of [world.homeTeam, world.homeTeam, world.lungTeam]) {
    const followed = await world.follow([{ teamId, from: BEGINNING }]);
    const readings = Array.from({ length: 119 }, (_, index) => ({
      at: BEGINNING + (index + 1) * 12 * HOUR,
      value: index % 20 === 10 ? 88 : 95,
    }));
    await world.measure(followed, 'oxygen-saturation', readings);
  }
});
afterAll(async () => {
  await replayer.stop();
  await api.stop();
  await db.end();
});

const wanted = (change: object = {}) => ({
  teamId: api.world.homeTeam,
  protocolId: 'test-copd',
  protocolVersion: 2,
  days: 30,
  ...change,
});
const start = async (): Promise<string> => {
  const answer = await kari.post('/api/v1/protocol-trials', wanted());
  expect(answer.status).toBe(201);
  return ProtocolTrialSchema.parse(answer.body).id;
};
const detail = async (trialId: string) =>
  ProtocolTrialDetailSchema.parse((await kari.get(`/api/v1/protocol-trials/${trialId}`)).body);
const run = (trialId: string, replays: Pick<Replayer, 'ask'> = replayer) =>
  runProtocolTrial(api.database, {
    trialId,
    replayer: replays,
    clock: clock.now,
    signal: new AbortController().signal,
  });

describe('a trial of a new protocol version', () => {
  test('is offered where the team follows somebody by another version, and is run for each of its patients', async () => {
    const { candidates } = ProtocolTrialsSchema.parse((await kari.get('/api/v1/protocol-trials')).body);
    expect(candidates).toMatchObject([{ teamId: api.world.homeTeam, id: 'test-copd', version: 2, patients: 2 }]);
    const trialId = await start();
    expect(await detail(trialId)).toMatchObject({ status: 'queued', total: 2, done: 0 });
    const { rows } = await db.pool.query(
      `select key from graphile_worker.jobs where task_identifier = 'protocol-trial'`,
    );
    expect(rows).toEqual([{ key: `protocol-trial:${trialId}` }]);
    expect(await run(trialId)).toBe('done');
    const found = await detail(trialId);
    expect(found).toMatchObject({ status: 'done', total: 2, done: 2, sum: { lost: 6, gained: 0 } });
    expect(found.sum.present.alerts).toBe(6);
    expect(found.sum.proposed.alerts).toBe(0);
    expect(found.patients.map(({ result }) => result?.lost)).toEqual([3, 3]);
    expect(await run(trialId)).toBe('stale');
  });

  test('is one at a time, and changes nothing that judges anybody', async () => {
    const trialId = await start();
    expect((await kari.post('/api/v1/protocol-trials', wanted())).body).toMatchObject({ reason: 'trial-running' });
    await run(trialId);
    const { rows } = await db.pool.query('select distinct protocol_version as version from episode');
    expect(rows).toEqual([{ version: 1 }]);
  });

  test('is cancelled between two patients, and keeps what was found', async () => {
    const trialId = await start();
    const cancelling: Pick<Replayer, 'ask'> = {
      ask: async (question, signal) => {
        const answer = await replayer.ask(question, signal);
        expect((await kari.post(`/api/v1/protocol-trials/${trialId}/cancel`, {})).status).toBe(200);
        return answer;
      },
    };
    expect(await run(trialId, cancelling)).toBe('stale');
    expect(await detail(trialId)).toMatchObject({ status: 'cancelled', total: 2, done: 1 });
    expect((await kari.post(`/api/v1/protocol-trials/${trialId}/cancel`, {})).body).toMatchObject({
      reason: 'trial-over',
    });
  });

  test('goes on where a worker that died has left it', async () => {
    const trialId = await start();
    let asked = 0;
    const dying: Pick<Replayer, 'ask'> = {
      ask: (question, signal) => {
        asked += 1;
        return asked === 1 ? replayer.ask(question, signal) : Promise.reject(new Error('killed'));
      },
    };
    await expect(run(trialId, dying)).rejects.toThrow('killed');
    expect(await detail(trialId)).toMatchObject({ status: 'running', done: 1 });
    expect(await run(trialId)).toBe('done');
  });

  test('is refused for nobody and for other teams, to whom it does not exist', async () => {
    expect((await kari.post('/api/v1/protocol-trials', wanted({ protocolVersion: 1 }))).body).toMatchObject({
      reason: 'nobody-to-try-on',
    });
    expect((await kari.post('/api/v1/protocol-trials', wanted({ teamId: api.world.lungTeam }))).status).toBe(403);
    const trialId = await start();
    const hans = await api.signedIn(api.world.hans);
    expect((await hans.get(`/api/v1/protocol-trials/${trialId}`)).status).toBe(404);
    expect((await hans.post(`/api/v1/protocol-trials/${trialId}/cancel`, {})).status).toBe(404);
    await run(trialId);
  });
});
