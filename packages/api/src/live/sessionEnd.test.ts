import { createClock, createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { endSession } from '@samvakt/store';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type WebSocket from 'ws';
import { buildTestApp, type Client, PUBLIC_URL, startTestApi, type TestApi } from '../testing/api.ts';
import { BEGINNING, HOUR } from '../testing/world.ts';

/*
 * Two API processes over one database, as in production. Neither says that it is alive within the life of these tests, so nothing here is found out by that.
 */
const NEVER = { livePollMs: 20, liveAliveMs: 86_400_000 };
const clock = createClock(BEGINNING + HOUR);
let db: TestDatabase;
let api: TestApi;
let other: Awaited<ReturnType<typeof buildTestApp>>;

beforeAll(async () => {
  db = await createTestDatabase();
  const options = { connectionString: db.connectionString, clock: clock.now, configuration: NEVER };
  api = await startTestApi(options);
  other = await buildTestApp(options);
});
afterAll(async () => {
  await other.stop();
  await api.stop();
  await db.end();
});

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 10 });

/** A screen of the session at the second process. */
async function listen({ headers }: Client) {
  const heard: { type: string; alertId?: string }[] = [];
  const closed: number[] = [];
  await other.app.injectWS(
    '/api/v1/changes',
    { headers: { cookie: headers.cookie, origin: PUBLIC_URL } },
    {
      onInit: (socket: WebSocket) => {
        socket.on('message', (data) => heard.push(JSON.parse(String(data))));
        socket.on('close', (code) => closed.push(code));
      },
    },
  );
  await eventually(() => expect(heard.some(({ type }) => type === 'alive')).toBe(true));
  const alerts = () => heard.flatMap(({ alertId }) => alertId ?? []);
  return { heard, closed, alerts };
}

describe('a session that ends elsewhere', () => {
  test('signed out in another tab, at another process: its screens are let go at once, all of them', async () => {
    const client = await api.signedIn(api.world.kari);
    const screens = [await listen(client), await listen(client)];
    const bystander = await listen(await api.signedIn(api.world.kari));
    expect((await client.post('/auth/logout', undefined)).status).toBe(200);
    for (const screen of screens) await eventually(() => expect(screen.closed).toEqual([4401]));
    expect(bystander.closed).toEqual([]);
  });

  test('revoked in the database: the same', async () => {
    const client = await api.signedIn(api.world.kari);
    const screen = await listen(client);
    await db.pool.query('delete from session where id = $1', [client.sessionDigest]);
    await eventually(() => expect(screen.closed).toEqual([4401]));
  });

  test('expired, of which nobody is notified: it hears nothing more from that instant, and is let go at the first change', async () => {
    const { episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
    const [early, late] = [await api.signedIn(api.world.kari), await api.signedIn(api.world.knut)];
    const screen = await listen(early);
    await db.pool.query('update session set expires_at = $2 where id = $1', [
      early.sessionDigest,
      new Date(clock.now()),
    ]);
    const witness = await listen(late);
    const alertId = await api.world.raise(episodeId);
    await eventually(() => expect(witness.alerts()).toEqual([alertId]));
    await eventually(() => expect(screen.closed).toEqual([4401]));
    expect(screen.alerts()).toEqual([]);
  });

  test('ended while the word of it is lost: it hears nothing more either', async () => {
    const { episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
    const client = await api.signedIn(api.world.kari);
    const screen = await listen(client);
    const witness = await listen(await api.signedIn(api.world.knut));
    await db.pool.query('alter table session disable trigger session_end_notifies');
    await endSession(db.pool, client.sessionDigest);
    await db.pool.query('alter table session enable trigger session_end_notifies');
    const alertId = await api.world.raise(episodeId);
    await eventually(() => expect(witness.alerts()).toEqual([alertId]));
    await eventually(() => expect(screen.closed).toEqual([4401]));
    expect(screen.alerts()).toEqual([]);
  });
});
