import { randomUUID } from 'node:crypto';
import { createClock, createTestDatabase, type Link, startLink, type TestDatabase } from '@samvakt/harness';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type WebSocket from 'ws';
import { type Client, PUBLIC_URL, startTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, HOUR } from '../testing/world.ts';

/*
 * The database goes away under the API and comes back: connections cut, none taken, or held so that nobody hears anything. Whoever asks meanwhile is told
 * that it is not available (503), a screen is not told that all is alive, and when it is back nobody has to start anything and nothing was missed.
 */
const clock = createClock(BEGINNING + HOUR);
let db: TestDatabase;
let link: Link;
let api: TestApi;
let kari: Client;
let episodeId: string;
let alertId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  link = await startLink(db.connectionString);
  api = await startTestApi({
    connectionString: link.url,
    clock: clock.now,
    configuration: { livePollMs: 20, liveAliveMs: 50, liveStillMs: 300, readyWithinMs: 300 },
  });
  kari = await api.signedIn(api.world.kari);
  ({ episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]));
  alertId = await api.world.raise(episodeId);
});
afterEach(() => link.mend());
afterAll(async () => {
  await api.stop();
  await link.stop();
  await db.end();
});

const eventually = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 20 });
/** As a prober asks, without a session. */
const ready = async () => (await api.app.inject({ url: '/health/ready' })).statusCode;
const unavailable = { status: 503, body: { code: 'unavailable', detail: expect.stringMatching(/database/) } };

describe.each([
  ['whose connections are cut', async () => link.cut(), async () => link.mend()],
  ['that takes no connections and ends those it has', () => db.takeConnections(false), () => db.takeConnections(true)],
])('a database %s', (_what, goAway, comeBack) => {
  test('is answered with 503 and why, to reads and acts, and not ready; and all is well when it is back', async () => {
    await eventually(async () => expect(await ready()).toBe(200));
    await goAway();
    expect(await kari.get('/api/v1/worklist')).toMatchObject(unavailable);
    expect(await kari.get(`/api/v1/episodes/${episodeId}`)).toMatchObject(unavailable);
    // The act had not begun: the session could not be read.
    const act = await kari.post(`/api/v1/alerts/${alertId}/claim`, { version: 1 });
    expect(act).toMatchObject({ ...unavailable, body: { ...unavailable.body, mayBeDone: false } });
    expect(await ready()).toBe(503);
    expect((await api.app.inject({ url: '/health/live' })).statusCode).toBe(200);
    await comeBack();
    await eventually(async () => expect(await ready()).toBe(200));
    expect((await kari.get(`/api/v1/episodes/${episodeId}`)).status).toBe(200);
  });
});

/** A screen, and what it hears. */
async function listen(after?: string) {
  const heard: { type: string; alertId?: string; cursor?: string }[] = [];
  await api.app.injectWS(
    `/api/v1/changes${after === undefined ? '' : `?after=${after}`}`,
    { headers: { cookie: kari.headers.cookie, origin: PUBLIC_URL } },
    {
      onInit: (socket: WebSocket) => {
        // As every browser does by itself.
        socket.on('ping', () => socket.pong());
        socket.on('message', (data) => heard.push(JSON.parse(String(data))));
      },
    },
  );
  const count = (type: string) => heard.filter((message) => message.type === type).length;
  await eventually(() => expect(count('alive')).toBeGreaterThan(0));
  return { count, alerts: () => heard.flatMap((message) => message.alertId ?? []), cursor: () => heard.at(-1)?.cursor };
}

/** Something happens, written past the line. */
const happen = () =>
  db.pool.query(
    `insert into change (occurred_at, kind, episode_id, alert_id, data) values ($1, 'alert-noted', $2, $3, '{}')`,
    [new Date(clock.now()), episodeId, alertId],
  );

/** What goes on somewhere in the same server, and has written. */
async function somethingLong(): Promise<() => Promise<void>> {
  const client = await db.pool.connect();
  await client.query(`begin; select pg_current_xact_id()`);
  return async () => {
    await client.query('commit');
    client.release();
  };
}

/** So many rounds in which the screens would have been told that all is alive have passed, and were not. */
async function roundsWithoutWord(rounds: number): Promise<void> {
  const count = () => api.logged.filter((line) => line.includes('the change feed stands still')).length;
  const before = count();
  await eventually(() => expect(count()).toBeGreaterThanOrEqual(before + rounds));
}

const cutAndMend = async () => {
  link.cut();
  link.mend();
};

describe('a screen that nothing of what happens can be told', () => {
  test.each([
    [
      'because the database says nothing',
      async () => {
        link.hold();
        return cutAndMend;
      },
    ],
    [
      'because the connections that there are say nothing, though new ones do',
      async () => {
        // Whoever asks next takes a connection that is idle, or a new one: the feed has to be among those that are not answered.
        await eventually(() => {
          link.stall();
          expect(api.app.hub.standsStill()).toBe(true);
        });
        return cutAndMend;
      },
    ],
    ['because an older transaction does not end', somethingLong],
  ])('%s, hears no word that all is alive either, and afterwards everything', async (_why, begin) => {
    const screen = await listen();
    const end = await begin();
    await happen();
    await eventually(async () => expect(await ready()).toBe(503));
    // A round of words that had begun before may still end.
    await roundsWithoutWord(3);
    const alive = screen.count('alive');
    await roundsWithoutWord(5);
    expect(screen.count('alive')).toBe(alive);
    expect(screen.alerts()).toEqual([]);
    await end();
    await eventually(() => expect(screen.alerts()).toEqual([alertId]));
    await eventually(async () => expect(await ready()).toBe(200));
    await eventually(() => expect(screen.count('alive')).toBeGreaterThan(alive));
  });

  test('is not let in meanwhile, and hears what it missed when it is', async () => {
    const cursor = (await listen()).cursor();
    const end = await somethingLong();
    await happen();
    await eventually(() => expect(api.app.hub.standsStill()).toBe(true));
    await expect(listen(cursor)).rejects.toThrow('503');
    await end();
    await eventually(() => expect(api.app.hub.standsStill()).toBe(false));
    const back = await listen(cursor);
    await eventually(() => expect(back.alerts()).toEqual([alertId]));
  });
});

test('of an act that was under way when the database went, it is said that it may have been done; of a question nothing', async () => {
  await eventually(async () => expect(await ready()).toBe(200));
  const holder = await db.pool.connect();
  await holder.query('begin');
  await holder.query('select from alert where id = $1 for update', [alertId]);
  const note = { id: randomUUID(), text: 'Called her' };
  const url = `/api/v1/alerts/${alertId}/notes`;
  const answer = kari.post(url, note);
  await eventually(async () => {
    const { rowCount } = await db.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rowCount).toBe(1);
  });
  link.cut();
  expect(await answer).toMatchObject({ ...unavailable, body: { ...unavailable.body, mayBeDone: true } });
  const read = await kari.get('/api/v1/worklist');
  expect(read).toMatchObject(unavailable);
  expect(read.body).not.toHaveProperty('mayBeDone');
  await holder.query('commit');
  holder.release();
  link.mend();
  await eventually(async () => expect(await ready()).toBe(200));
  expect(await kari.post(url, note)).toMatchObject({ status: 200, body: { notes: [note] } });
});
