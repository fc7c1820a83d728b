import { randomUUID } from 'node:crypto';
import {
  ProtocolTrialDetailSchema,
  ProtocolTrialSchema,
  ProtocolTrialsSchema,
  TrialAdoptionsSchema,
} from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import {
  createReplayer,
  type Replayer,
  ReplayRefused,
  readProtocols,
  registerProtocol,
  runProtocolTrial,
  takeUpLostTrials,
} from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, openTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR } from '../testing/world.ts';

/* Version 1 warns below 90; version 2 below 87. Two patients with a reading of 88 every tenth day, one of another team. */

const NOW = BEGINNING + 60 * DAY;
const clock = createClock(NOW);
let db: TestDatabase;
let api: TestApi;
let kari: Client;
let replayer: Replayer;

beforeAll(async () => {
  ({ db, api } = await openTestApi({
    clock: clock.now,
    configuration: { sessionIdleMs: 90 * DAY, sessionAbsoluteMs: 90 * DAY },
  }));
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
const run = (trialId: string, replays: Pick<Replayer, 'ask'> = replayer, lastAttempt = false) =>
  runProtocolTrial(api.database, {
    trialId,
    replayer: replays,
    clock: clock.now,
    signal: new AbortController().signal,
    lastAttempt,
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

  test('is taken up from a worker that was killed, within minutes, and not from one that lives', async () => {
    const trialId = await start();
    const workerOf = async () => {
      const { rows } = await db.pool.query(
        `select locked_by as worker from graphile_worker.jobs where key = $1 order by id desc limit 1`,
        [`protocol-trial:${trialId}`],
      );
      return rows.map(({ worker }) => worker);
    };
    const sweep = (now: number) => api.database.transaction((client) => takeUpLostTrials(client, now));
    await db.pool.query(
      `update graphile_worker._private_jobs set locked_by = 'killed', locked_at = now() where key = $1`,
      [`protocol-trial:${trialId}`],
    );
    const dying = { ask: () => Promise.reject(new Error('killed')) };
    await expect(run(trialId, dying)).rejects.toThrow('killed');
    expect(await sweep(clock.now() + 60_000)).toBe(0);
    expect(await workerOf()).toEqual(['killed']);
    expect(await sweep(clock.now() + 3 * 60_000)).toBe(1);
    expect(await workerOf()).toEqual([null]);
    expect(await run(trialId)).toBe('done');
    expect(await sweep(clock.now() + DAY)).toBe(0);
  });

  test('has failed when the queue has tried for the last time, or a day has passed; what was found stays', async () => {
    const dying = { ask: () => Promise.reject(new Error('the database has gone')) };
    const one = await start();
    await expect(run(one, dying)).rejects.toThrow('has gone');
    expect(await detail(one)).toMatchObject({ status: 'running', failure: null });
    await expect(run(one, dying, true)).rejects.toThrow('has gone');
    expect(await detail(one)).toMatchObject({ status: 'failed', failure: 'given-up', endedAt: expect.any(String) });
    expect(await run(one)).toBe('stale');
    const other = await start();
    await api.database.transaction((client) => takeUpLostTrials(client, clock.now() + DAY + HOUR));
    expect(await detail(other)).toMatchObject({ status: 'failed', failure: 'not-done-in-a-day' });
  });

  test('goes on past a patient who takes too long', async () => {
    const trialId = await start();
    let asked = 0;
    const slow: Pick<Replayer, 'ask'> = {
      ask: (question, signal) => {
        asked += 1;
        return asked === 1 ? Promise.reject(new ReplayRefused('took-too-long')) : replayer.ask(question, signal);
      },
    };
    expect(await run(trialId, slow)).toBe('done');
    const { patients } = await detail(trialId);
    expect(patients.map(({ failure }) => failure).sort()).toEqual([null, 'took-too-long']);
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

describe('after a trial that is done, its version', () => {
  const adopt = (trialId: string, patients: object[], client: Client = kari) =>
    client.post(`/api/v1/protocol-trials/${trialId}/adoptions`, { reason: 'Varsler roligere', patients });
  const versionOf = async (episodeId: string) =>
    (await db.pool.query('select protocol_version as version from episode where id = $1', [episodeId])).rows[0].version;

  test('is put in force for those who are chosen, each by itself, and what does not hold is told', async () => {
    const { world } = api;
    const third = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    await world.measure(third, 'oxygen-saturation', [{ at: NOW - DAY, value: 88 }]);
    const elsewhere = await world.follow([{ teamId: world.lungTeam, from: BEGINNING }]);
    const trialId = await start();
    const everybody = (await detail(trialId)).patients.map(({ episodeId }) => ({ episodeId, giveUp: [] }));
    expect((await adopt(trialId, everybody)).body.results[0]).toMatchObject({
      result: 'refused',
      refusal: { reason: 'trial-not-done' },
    });
    await run(trialId);
    clock.advance(HOUR);
    const limits = {
      values: { 'saturation-red': 80 },
      reason: 'Own normal',
      until: new Date(NOW + 30 * DAY).toISOString(),
      basedOnVersion: 0,
      shown: { withoutReplay: 'A test' },
    };
    expect((await kari.post(`/api/v1/episodes/${third.episodeId}/limits`, limits)).status).toBe(200);
    const moved = (await detail(trialId)).patients.find(({ episodeId }) => episodeId === third.episodeId);
    expect(moved).toMatchObject({ movedOn: true, inForce: false, wouldNotHold: [] });
    clock.advance(HOUR);
    const answer = await adopt(trialId, [...everybody, { episodeId: elsewhere.episodeId, giveUp: [] }]);
    expect(answer.status).toBe(200);
    const { results } = TrialAdoptionsSchema.parse(answer.body);
    const refusals = new Map(results.map(({ episodeId, refusal }) => [episodeId, refusal?.reason]));
    expect(refusals.get(third.episodeId)).toBe('version-moved-on');
    expect(refusals.get(elsewhere.episodeId)).toBe('no-such-episode');
    const adopted = results.filter(({ result }) => result === 'adopted').map(({ episodeId }) => episodeId);
    expect(adopted).toHaveLength(2);
    for (const episodeId of adopted) expect(await versionOf(episodeId)).toBe(2);
    expect(await versionOf(third.episodeId)).toBe(1);
    expect((await detail(trialId)).patients.filter(({ inForce }) => inForce)).toHaveLength(2);
    const { rows } = await db.pool.query(
      'select count(*)::int as count from protocol_adoption where trial_id = $1 and adopted_by = $2',
      [trialId, world.kari.id],
    );
    expect(rows).toEqual([{ count: 2 }]);
    // Again, after a broken connection.
    const again = await adopt(trialId, [{ episodeId: adopted[0], giveUp: [] }]);
    expect(again.body.results).toMatchObject([{ result: 'adopted', refusal: null }]);
    expect(await versionOf(adopted[0] ?? '')).toBe(2);
  });

  test('is put in force for all whom it can be, also where of one what triage remembers or has been set cannot be read', async () => {
    const { world } = api;
    const follow = async () => (await world.follow([{ teamId: world.homeTeam, from: BEGINNING }])).episodeId;
    const [first, forgotten, blurred, last] = [await follow(), await follow(), await follow(), await follow()];
    const trialId = await start();
    await run(trialId);
    clock.advance(HOUR);
    await db.pool.query(`update triage_state set state = '{"format": 3' where episode_id = $1`, [forgotten]);
    const answer = await adopt(
      trialId,
      [first, forgotten, blurred, last].map((episodeId) => ({ episodeId, giveUp: [] })),
    );
    expect(answer).toMatchObject({
      status: 200,
      body: {
        results: [
          { episodeId: first, result: 'adopted', refusal: null },
          { result: 'refused', refusal: { reason: 'triage-unreadable' } },
          { episodeId: blurred, result: 'adopted', refusal: null },
          { episodeId: last, result: 'adopted', refusal: null },
        ],
      },
    });
    expect(await Promise.all([first, forgotten, last].map(versionOf))).toEqual([2, 1, 2]);
    expect(api.logged.some((line) => line.includes(`what triage remembers of episode ${forgotten}`))).toBe(true);

    const before = await detail(trialId);
    expect(before.patients.some(({ unreadable }) => unreadable)).toBe(false);
    await db.pool.query(
      `insert into limits (episode_id, version, body, set_by, set_at, reason) values ($1, 1, '{}', $2, $3, 'By hand')`,
      [blurred, world.kari.id, new Date(clock.now())],
    );
    await db.pool.query(
      `update protocol_trial_episode set result = '{"readings": "many"}' where trial_id = $1 and episode_id = $2`,
      [trialId, last],
    );
    const after = await detail(trialId);
    const rowOf = (shown: typeof after, episodeId: string) => shown.patients.find((one) => one.episodeId === episodeId);
    expect(rowOf(after, blurred)).toEqual({ ...rowOf(before, blurred), wouldNotHold: [], unreadable: true });
    expect(rowOf(after, last)).toEqual({ ...rowOf(before, last), result: null, unreadable: true });
    for (const episodeId of [first, forgotten]) expect(rowOf(after, episodeId)).toEqual(rowOf(before, episodeId));
    expect(after.sum.readings).toBe(before.sum.readings - (rowOf(before, last)?.result?.readings ?? 0));
  });

  test('is nobody else’s to put in force, and not on a trial of a month ago', async () => {
    const { world } = api;
    const { episodeId } = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const trialId = await start();
    await run(trialId);
    const hans = await api.signedIn(world.hans);
    expect((await adopt(trialId, [{ episodeId, giveUp: [] }], hans)).status).toBe(404);
    clock.advance(30 * DAY);
    kari = await api.signedIn(world.kari);
    expect((await adopt(trialId, [{ episodeId, giveUp: [] }])).body.results).toMatchObject([
      { result: 'refused', refusal: { reason: 'replay-not-shown' } },
    ]);
    expect(await versionOf(episodeId)).toBe(1);
  });

  test('is not put in force for who has another team now, nor said to be where something else has been since', async () => {
    const { world } = api;
    const moved = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const back = await world.follow([{ teamId: world.homeTeam, from: BEGINNING }]);
    const trialId = await start();
    await run(trialId);
    clock.advance(HOUR);
    const since = new Date(clock.now());
    await api.database.transaction(async (client) => {
      await client.query(
        'update responsibility set period = tstzrange(lower(period), $2) where episode_id = $1 and upper_inf(period)',
        [moved.episodeId, since],
      );
      await client.query(
        'insert into responsibility (id, episode_id, team_id, period) values ($1, $2, $3, tstzrange($4, null))',
        [randomUUID(), moved.episodeId, world.lungTeam, since],
      );
    });
    clock.advance(HOUR);
    const chosen = [moved, back].map(({ episodeId }) => ({ episodeId, giveUp: [] }));
    expect((await adopt(trialId, chosen)).body.results).toMatchObject([
      { result: 'refused', refusal: { reason: 'not-the-accountable-team' } },
      { result: 'adopted' },
    ]);
    expect(await versionOf(moved.episodeId)).toBe(1);
    clock.advance(HOUR);
    const first = {
      protocol: { id: 'test-copd', version: 1 },
      reason: 'Too few',
      basedOn: 1,
      limitsVersion: 0,
      giveUp: [],
    };
    const shown = { withoutReplay: 'A test' };
    const answer = await kari.post(`/api/v1/episodes/${back.episodeId}/protocol`, { ...first, shown });
    expect(answer.status).toBe(200);
    expect((await adopt(trialId, chosen.slice(1))).body.results).toMatchObject([
      { result: 'refused', refusal: { reason: 'version-moved-on' } },
    ]);
    expect(await versionOf(back.episodeId)).toBe(1);
  });
});
