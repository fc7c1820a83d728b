import { randomUUID } from 'node:crypto';
import type { LiveMessage } from '@samvakt/contract';
import { createClock, type TestDatabase } from '@samvakt/harness';
import { appendChanges, applyLoanEnd, assignDevice, createTriageMemory, currentCursor } from '@samvakt/store';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type WebSocket from 'ws';
import { type Client, openTestApi, PUBLIC_URL, type TestApi } from '../testing/api.ts';
import { BEGINNING, DAY, HOUR } from '../testing/world.ts';

const clock = createClock(BEGINNING + HOUR);
let db: TestDatabase;
let api: TestApi;
const open: WebSocket[] = [];

beforeAll(async () => {
  ({ db, api } = await openTestApi({
    clock: clock.now,
    configuration: { livePollMs: 20, liveAliveMs: 50, liveConnectionsPerSession: 3 },
  }));
});
afterAll(() => api.stop());
afterEach(() => {
  for (const socket of open.splice(0)) socket.terminate();
});

/** A listening screen: what it heard, in order. */
async function listen(client: Client, after?: string, headers: Record<string, string> = {}) {
  const heard: LiveMessage[] = [];
  const closed: { code: number }[] = [];
  const path = `/api/v1/changes${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`;
  const socket = await api.app.injectWS(
    path,
    { headers: { cookie: client.headers.cookie, origin: PUBLIC_URL, ...headers } },
    {
      onInit: (early: WebSocket) => {
        // As every browser does by itself.
        early.on('ping', () => early.pong());
        early.on('message', (data) => heard.push(JSON.parse(String(data))));
        early.on('close', (code) => closed.push({ code }));
      },
    },
  );
  open.push(socket);
  const alive = () => heard.filter((message) => message.type === 'alive');
  // What set the stage may be told again to who connects just then; a cursor of the test's own says where it is exact.
  const changes = () =>
    heard.filter(
      (message) => message.type === 'change' && !['episode-started', 'device-assigned'].includes(message.kind),
    );
  return {
    socket,
    heard,
    closed,
    changes,
    alive,
    /** The cursor that a client would come back with. */
    cursor: () => heard.flatMap((message) => ('cursor' in message ? [message.cursor] : [])).at(-1) ?? '0.0',
    ready: () => eventually(() => expect(alive().length).toBeGreaterThan(0)),
    /** Until two more lives were told: by then everything before has been told too. */
    settled: async () => {
      const now = alive().length;
      await eventually(() => expect(alive().length).toBeGreaterThan(now + 1));
    },
  };
}

/** Long enough for a machine that is busy, and for transactions of other tests in the same server: the feed waits for them. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 10 });

const kinds = (messages: LiveMessage[]): string[] =>
  messages.flatMap((message) => (message.type === 'change' ? [message.kind] : []));

describe('who listens', () => {
  test('without being accountable hears while its team takes part or covers, each of what it may see', async () => {
    const { homeTeam, lungTeam, responseTeam, kari, lise, rita } = api.world;
    const { episodeId } = await api.world.follow([{ teamId: homeTeam, from: BEGINNING }]);
    const accountable = await api.signedIn(kari);
    const [partner, cover] = [await listen(await api.signedIn(lise)), await listen(await api.signedIn(rita))];
    await Promise.all([partner.ready(), cover.ready()]);
    const relations = `/api/v1/episodes/${episodeId}/relations`;
    const relation = { teamId: lungTeam, kind: 'informed', reason: 'Lungelege vil vite' };
    expect((await accountable.post(relations, relation)).status).toBe(201);
    await eventually(() => expect(kinds(partner.changes())).toEqual(['relation-added']));

    const closed = { kind: 'weekly', timeZone: 'Europe/Oslo', week: [], holidays: 'closed', exceptions: [] };
    const setHours = (hours: object) =>
      db.pool.query('update declaration set opening_hours = $2, cover = $3 where team_id = $1', [
        homeTeam,
        JSON.stringify(hours),
        JSON.stringify({ kind: 'team', teamId: responseTeam }),
      ]);
    await setHours(closed);
    try {
      await api.world.raise(episodeId, { severity: 'yellow', ruleId: 'no-saturation' });
      await eventually(() => expect(partner.changes()).toHaveLength(2));
      await cover.settled();
      expect(cover.changes(), 'yellow is not for who covers').toEqual([]);
      const red = await api.world.raise(episodeId);
      await eventually(() => expect(cover.changes()).toMatchObject([{ kind: 'alert-opened', alertId: red }]));
      await eventually(() => expect(partner.changes()).toHaveLength(3));
    } finally {
      await setHours({ kind: 'always' });
    }
    // The accountable team is on duty again: what happens from now on is no longer told to who covered.
    await api.world.raise(episodeId, { severity: 'yellow', ruleId: 'another' });
    await eventually(() => expect(partner.changes()).toHaveLength(4));
    await cover.settled();
    expect(cover.changes()).toHaveLength(1);
  });

  test('hears at once of what happens to the patients of the own team, and nothing of others', async () => {
    const mine = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
    const theirs = await api.world.follow([{ teamId: api.world.heartTeam, from: BEGINNING }]);
    const screen = await listen(await api.signedIn(api.world.kari));
    const other = await listen(await api.signedIn(api.world.hans));
    await Promise.all([screen.ready(), other.ready()]);
    const alertId = await api.world.raise(mine.episodeId);
    await api.world.raise(theirs.episodeId, { severity: 'yellow' });
    await eventually(() => expect(screen.changes()).toHaveLength(1));
    await eventually(() => expect(other.changes()).toHaveLength(1));
    await screen.settled();
    expect(screen.changes()).toMatchObject([
      { kind: 'alert-opened', episodeId: mine.episodeId, alertId, severity: 'red' },
    ]);
    expect(other.changes()).toMatchObject([{ episodeId: theirs.episodeId, severity: 'yellow' }]);
  });

  test('is told every so often that the server is there, with its time and where the feed stands', async () => {
    const screen = await listen(await api.signedIn(api.world.kari));
    await screen.ready();
    expect(screen.alive()[0]).toMatchObject({ serverTime: new Date(clock.now()).toISOString() });
    expect(screen.cursor()).toMatch(/^\d+\.\d+$/);
  });

  test('of both teams hears of a handover, also of its refusal; the receiver hears of the patient only in between', async () => {
    const { homeTeam, lungTeam, kari, lise } = api.world;
    const { episodeId, patientId } = await api.world.follow([{ teamId: homeTeam, from: BEGINNING }]);
    const sender = await listen(await api.signedIn(kari));
    const receiver = await listen(await api.signedIn(lise));
    await Promise.all([sender.ready(), receiver.ready()]);
    await api.world.raise(episodeId);
    await sender.settled();
    await receiver.settled();
    expect(receiver.changes()).toEqual([]);

    const handoverId = await api.world.offer(episodeId, {
      fromTeam: homeTeam,
      toTeam: lungTeam,
      by: kari,
      at: clock.now(),
    });
    await eventually(() => expect(kinds(receiver.changes())).toEqual(['handover-offered']));
    await appendChanges(db.pool, [{ kind: 'alert-updated', occurredAt: clock.now(), episodeId, patientId }]);
    await eventually(() => expect(kinds(receiver.changes())).toEqual(['handover-offered', 'alert-updated']));

    await api.world.decline(handoverId, { by: lise, at: clock.now() });
    await appendChanges(db.pool, [{ kind: 'alert-updated', occurredAt: clock.now(), episodeId, patientId }]);
    await eventually(() =>
      expect(kinds(sender.changes()).slice(-3)).toEqual(['alert-updated', 'handover-declined', 'alert-updated']),
    );
    await receiver.settled();
    expect(kinds(receiver.changes())).toEqual(['handover-offered', 'alert-updated', 'handover-declined']);
  });

  test('and has left the team meanwhile hears nothing more, on the line that stands open', async () => {
    const { episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
    const leaver = await api.world.person('Lars Test', 'nurse', [api.world.homeTeam]);
    const [left, stayed] = [await listen(await api.signedIn(leaver)), await listen(await api.signedIn(api.world.kari))];
    await Promise.all([left.ready(), stayed.ready()]);
    const before = await api.world.raise(episodeId);
    await eventually(() => expect(left.changes()).toMatchObject([{ alertId: before }]));
    await db.pool.query('delete from team_membership where practitioner_id = $1', [leaver.id]);
    const after = await api.world.raise(episodeId, { ruleId: 'no-saturation' });
    await eventually(() => expect(stayed.changes().at(-1)).toMatchObject({ alertId: after }));
    await left.settled();
    expect(left.changes()).toMatchObject([{ alertId: before }]);
  });

  test('of the former team goes on hearing for 30 days', async () => {
    const { homeTeam, lungTeam, kari } = api.world;
    const { episodeId } = await api.world.follow([
      { teamId: homeTeam, from: BEGINNING - DAY },
      { teamId: lungTeam, from: BEGINNING },
    ]);
    const screen = await listen(await api.signedIn(kari));
    await screen.ready();
    await api.world.raise(episodeId);
    await eventually(() => expect(screen.changes()).toHaveLength(1));
  });

  test('hears of equipment of the own patients and of nobody else’s', async () => {
    const { homeTeam, municipality, hospital, kari, hans } = api.world;
    const { patientId } = await api.world.follow([{ teamId: homeTeam, from: BEGINNING }]);
    await api.world.lend('hub-live', hospital, { patientId, from: BEGINNING, until: null });
    await api.world.lend('hub-shelf', municipality, null);
    const mine = await listen(await api.signedIn(kari));
    const theirs = await listen(await api.signedIn(hans));
    await Promise.all([mine.ready(), theirs.ready()]);
    await appendChanges(db.pool, [
      { kind: 'device-status', occurredAt: clock.now(), deviceId: 'hub-live' },
      { kind: 'message-quarantined', occurredAt: clock.now(), deviceId: 'hub-shelf' },
      { kind: 'message-quarantined', occurredAt: clock.now(), deviceId: 'nobody-knows-it' },
    ]);
    await eventually(() => expect(mine.changes()).toHaveLength(2));
    await theirs.settled();
    await mine.settled();
    expect(mine.changes()).toMatchObject([{ deviceId: 'hub-live' }, { deviceId: 'hub-shelf' }]);
    expect(theirs.changes()).toEqual([]);
  });

  test('hears of a loan to an own patient when it is agreed on, and when it is over and nobody of the team may see the equipment any more', async () => {
    const { homeTeam, hospital, kari, rita } = api.world;
    const { patientId } = await api.world.follow([{ teamId: homeTeam, from: BEGINNING }]);
    await api.world.lend('hub-lent', hospital, null);
    const mine = await listen(await api.signedIn(kari));
    const theirs = await listen(await api.signedIn(rita));
    await Promise.all([mine.ready(), theirs.ready()]);
    const [now, from, until] = [clock.now(), clock.now() + HOUR, clock.now() + 2 * HOUR];
    const loan = { id: randomUUID(), deviceId: 'hub-lent', patientId, from, until, now };
    await api.database.transaction((client) => assignDevice(client, loan));
    const ofLoan = (heard: LiveMessage[]) =>
      kinds(heard.filter((message) => message.type === 'change' && message.deviceId === 'hub-lent'));
    await eventually(() => expect(ofLoan(mine.heard)).toEqual(['device-assigned']));
    const context = { now: until, memory: createTriageMemory() };
    await api.database.transaction((client) => applyLoanEnd(client, { deviceId: 'hub-lent', patientId }, context));
    await eventually(() => expect(ofLoan(mine.heard)).toEqual(['device-assigned', 'device-returned']));
    await theirs.settled();
    expect(ofLoan(theirs.heard)).toEqual([]);
  });
});

describe('who comes back', () => {
  test('with the last cursor misses nothing and hears nothing twice', async () => {
    const { episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
    const client = await api.signedIn(api.world.kari);
    const first = await listen(client);
    await first.ready();
    await appendChanges(db.pool, [{ kind: 'alert-updated', occurredAt: 1, episodeId }]);
    await eventually(() => expect(first.changes()).toHaveLength(1));
    first.socket.terminate();
    await appendChanges(db.pool, [{ kind: 'alert-claimed', occurredAt: 2, episodeId }]);
    await appendChanges(db.pool, [{ kind: 'alert-noted', occurredAt: 3, episodeId }]);
    const again = await listen(client, first.cursor());
    await again.ready();
    await appendChanges(db.pool, [{ kind: 'alert-resolved', occurredAt: 4, episodeId }]);
    await eventually(() => expect(kinds(again.changes())).toContain('alert-resolved'));
    expect(kinds(again.changes())).toEqual(['alert-claimed', 'alert-noted', 'alert-resolved']);
  });

  test('misses nothing when transactions commit out of the order in which they began', async () => {
    const { episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
    const client = await api.signedIn(api.world.kari);
    const before = await currentCursor(db.pool);
    const early = await db.pool.connect();
    await early.query('begin');
    await appendChanges(early, [{ kind: 'alert-opened', occurredAt: 1, episodeId }]);
    const screen = await listen(client, before);
    await screen.ready();
    // Later begun, earlier committed: it must wait, or the cursor would pass the first.
    await appendChanges(db.pool, [{ kind: 'alert-raised', occurredAt: 2, episodeId }]);
    await screen.settled();
    const inBetween = kinds(screen.changes());
    screen.socket.terminate();
    const again = await listen(client, screen.cursor());
    await again.ready();
    await early.query('commit');
    early.release();
    await eventually(() => expect([...inBetween, ...kinds(again.changes())]).toContain('alert-raised'));
    await again.settled();
    const all = [...screen.changes(), ...again.changes()].filter(
      (message) => message.type === 'change' && message.episodeId === episodeId,
    );
    expect(kinds(all)).toEqual(['alert-opened', 'alert-raised']);
  });

  test('in the very moment in which something happens hears it once, however the two meet', async () => {
    const { episodeId } = await api.world.follow([{ teamId: api.world.homeTeam, from: BEGINNING }]);
    const client = await api.signedIn(api.world.kari);
    for (let time = 0; time < 60; time += 1) {
      const before = api.app.hub.head();
      const change = { kind: 'alert-updated' as const, occurredAt: time, episodeId };
      // Now the connection, now the change is a little earlier.
      const beforehand = Array.from({ length: time % 6 }, () => db.pool.query('select 1'));
      const [screen] = await Promise.all([
        listen(client, before),
        Promise.all(beforehand).then(() => appendChanges(db.pool, [change])),
      ]);
      const heard = () => screen.changes().filter((one) => 'occurredAt' in one && Date.parse(one.occurredAt) === time);
      await eventually(() => expect(heard()).toHaveLength(1));
      screen.socket.terminate();
      await eventually(() => expect(api.app.hub.countOf(client.sessionDigest)).toBe(0));
    }
  });

  test('after more than can be told again is asked to begin anew, and so is who brings a cursor of another database', async () => {
    const client = await api.signedIn(api.world.hans);
    const beginning = await currentCursor(db.pool);
    const changes = Array.from({ length: 5_600 }, () => ({
      kind: 'device-status' as const,
      occurredAt: 1,
      deviceId: randomUUID(),
    }));
    await appendChanges(db.pool, changes);
    for (const after of [beginning, '18000000000000000000.1', 'yesterday', '99999999999999999999.1']) {
      const screen = await listen(client, after);
      await eventually(() => expect(screen.closed).toEqual([{ code: 4000 }]));
      expect(screen.heard).toEqual([{ type: 'reset' }]);
    }
  });
});

describe('a connection', () => {
  test.each([
    ['of another origin', { origin: 'http://evil.example' }, '403'],
    ['that names no origin', { origin: '' }, '403'],
    ['without a session', { cookie: '' }, '401'],
  ])('%s is refused', async (_name, headers, status) => {
    await expect(listen(await api.signedIn(api.world.kari), undefined, headers)).rejects.toThrow(status);
  });

  test('ends with the session: signed out here, or gone by the clock', async () => {
    const client = await api.signedIn(api.world.kari);
    const screen = await listen(client);
    await screen.ready();
    expect((await client.post('/auth/logout', undefined)).status).toBe(200);
    await eventually(() => expect(screen.closed).toEqual([{ code: 4401 }]));

    const forgotten = await listen(await api.signedIn(api.world.kari));
    await forgotten.ready();
    clock.advance(HOUR);
    await eventually(() => expect(forgotten.closed).toEqual([{ code: 4401 }]));
  });

  test('beyond the number that one session may have is refused', async () => {
    const client = await api.signedIn(api.world.kari);
    for (let count = 0; count < 3; count += 1) await (await listen(client)).ready();
    await expect(listen(client)).rejects.toThrow('429');
    await (await listen(await api.signedIn(api.world.kari))).ready();
  });

  test('that is not a WebSocket is told so', async () => {
    const answer = await (await api.signedIn(api.world.kari)).get('/api/v1/changes');
    expect(answer.status).toBe(400);
  });
});
