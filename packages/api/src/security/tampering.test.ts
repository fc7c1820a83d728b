import { createClock, type TestDatabase } from '@samvakt/harness';
import { endSession } from '@samvakt/store';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type WebSocket from 'ws';
import { type Client, openTestApi, PUBLIC_URL, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY } from '../testing/world.ts';

/* What a person with a session, or somebody who has got hold of an old one, may try with what the platform hands out: cursors, cookies, a live line. */
const clock = createClock(BEGINNING + DAY);
let db: TestDatabase;
let api: TestApi;
let kari: Client;
let rita: Client;
let episodeId: string;
const open: WebSocket[] = [];

beforeAll(async () => {
  ({ db, api } = await openTestApi({ clock: clock.now, configuration: { livePollMs: 20 } }));
  kari = await api.signedIn(api.world.kari);
  rita = await api.signedIn(api.world.rita);
  episodeId = (await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }])).episodeId;
});
afterAll(() => api.stop());
afterEach(() => {
  for (const socket of open.splice(0)) socket.terminate();
  expect(api.logged, 'nothing failed on our side').toEqual([]);
});

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 10 });

async function listen(cookie: string | undefined, after?: string) {
  const heard: { type: string; episodeId?: string | null }[] = [];
  const closed: number[] = [];
  const path = `/api/v1/changes${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`;
  const socket = await api.app.injectWS(
    path,
    { headers: { ...(cookie === undefined ? {} : { cookie }), origin: PUBLIC_URL } },
    {
      onInit: (early: WebSocket) => {
        early.on('message', (data) => heard.push(JSON.parse(String(data))));
        early.on('close', (code) => closed.push(code));
      },
    },
  );
  open.push(socket);
  return { socket, heard, closed };
}

const CURSORS = [
  '',
  '1',
  '1.',
  '.1',
  '1.1.1',
  '-1.0',
  '1.-1',
  '1e3.0',
  ' 1.0',
  '1.0 ',
  '99999999999999999999.0',
  '0.9999999999999999999',
  "1.0'; select 1; --",
  '\u0661.\u0661',
  '1.0\u0000',
];

describe('a cursor that was not handed out', () => {
  test.each(CURSORS)(
    '%j is refused by the timeline and the quarantine, and the live line begins anew',
    async (cursor) => {
      // Of the past a place is one number; of the feed it is two.
      const paths = cursor === '1' ? [] : [`/episodes/${episodeId}/timeline`, '/quarantine'];
      for (const path of paths) {
        const { status } = await kari.get(`/api/v1${path}?before=${encodeURIComponent(cursor)}`);
        expect([path, status]).toEqual([path, 422]);
      }
      const { heard, closed } = await listen(kari.headers.cookie, cursor);
      await eventually(() => expect(closed).toEqual([4000]));
      expect(heard).toEqual([{ type: 'reset' }]);
    },
  );

  test('of the very beginning gives nobody more than he or she may see now', async () => {
    const { heard } = await listen(rita.headers.cookie, '0.0');
    await eventually(() => expect(heard.some(({ type }) => type === 'alive')).toBe(true));
    expect(heard.filter((message) => message.episodeId === episodeId)).toEqual([]);
    expect((await rita.get(`/api/v1/episodes/${episodeId}/timeline`)).status).toBe(404);
  });
});

describe('the live line', () => {
  test('is not opened by a cookie of a session that has ended, was signed by another, or is none', async () => {
    const leaver = await api.signedIn(api.world.knut);
    await endSession(db.pool, leaver.sessionDigest);
    const other = kari.headers.cookie ?? '';
    for (const cookie of [leaver.headers.cookie, `${other.slice(0, -3)}abc`, 'samvakt=', undefined]) {
      await expect(listen(cookie)).rejects.toThrow('401');
    }
  });

  test('listens to nobody: what a client says changes nothing, and what is too large ends it', async () => {
    const { socket, closed } = await listen(kari.headers.cookie);
    for (const said of [
      '{"type":"change"}',
      '{"after":"0.0"}',
      '{"__proto__":{"x":1}}',
      'x',
      Buffer.from([0xff, 0xfe]),
    ]) {
      socket.send(said);
    }
    expect(closed).toEqual([]);
    socket.send('x'.repeat(100_000));
    await eventually(() => expect(closed).toEqual([1009]));
  });
});
