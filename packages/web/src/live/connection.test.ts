import { describe, expect, it } from 'vitest';
import { fakeTime } from '../testing/fakeTime.ts';
import { ATTEMPT_MS, createLiveConnection, type LiveEvent, type LiveSocket } from './connection.ts';

/** What a nurse is promised: after so long without a word the screen says that it is stale. */
const SILENCE_MS = 25_000;

function setUp() {
  const time = fakeTime();
  const sockets: { cursor: string | undefined; socket: LiveSocket; closed: boolean }[] = [];
  const connection = createLiveConnection({
    ...time.parts,
    random: () => 0,
    open: (cursor) => {
      const socket: LiveSocket = { onopen: null, onmessage: null, onclose: null, close: () => (record.closed = true) };
      const record = { cursor, socket, closed: false };
      sockets.push(record);
      return socket;
    },
  });
  const events: LiveEvent[] = [];
  connection.listen((event) => events.push(event));
  const newest = () => {
    const record = sockets.at(-1);
    if (!record) throw new Error('no socket was opened');
    return record;
  };
  const say = (message: object) => newest().socket.onmessage?.({ data: JSON.stringify(message) });
  return { time, sockets, connection, events, newest, say };
}

const alive = (cursor: string) => ({ type: 'alive', cursor, serverTime: '2026-11-21T08:00:00Z' });
const change = (cursor: string) => ({
  type: 'change',
  cursor,
  kind: 'alert-opened',
  occurredAt: '2026-11-21T08:00:00Z',
  episodeId: null,
  alertId: null,
  handoverId: null,
  deviceId: null,
  severity: 'red',
});

describe('live connection', () => {
  it('starts after the cursor of the first picture and tells no reset', () => {
    const { connection, newest, events } = setUp();
    connection.start('7.1');
    expect(newest().cursor).toBe('7.1');
    expect(connection.state().status).toBe('connecting');
    newest().socket.onopen?.();
    expect(connection.state().status).toBe('connected');
    expect(events).toEqual([]);
  });

  it('resumes from the last cursor heard, of a change or of a heartbeat', () => {
    const { connection, newest, say, sockets, time } = setUp();
    connection.start('7.1');
    newest().socket.onopen?.();
    say(change('8.1'));
    say(alive('9.4'));
    newest().socket.onclose?.();
    expect(connection.state().status).toBe('reconnecting');
    time.advance(500);
    expect(sockets).toHaveLength(2);
    expect(newest().cursor).toBe('9.4');
    newest().socket.onopen?.();
    expect(connection.state().status).toBe('connected');
  });

  it('waits longer after each failure, and starts over once the server has spoken', () => {
    const { connection, newest, say, sockets, time } = setUp();
    connection.start('1.1');
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const opened = sockets.length;
      const lostAt = time.now();
      newest().socket.onclose?.();
      while (sockets.length === opened) time.advance(100);
      pauses.push(time.now() - lostAt);
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
    newest().socket.onopen?.();
    say(alive('2.2'));
    newest().socket.onclose?.();
    const opened = sockets.length;
    time.advance(500);
    expect(sockets).toHaveLength(opened + 1);
  });

  it('takes a silent connection for lost after 25 s, and says that the screen is stale', () => {
    const { connection, newest, say, sockets, time } = setUp();
    connection.start('1.1');
    newest().socket.onopen?.();
    say(alive('1.2'));
    time.advance(SILENCE_MS - 1);
    expect(connection.state().status).toBe('connected');
    const silent = newest();
    time.advance(1);
    expect(connection.state().status).toBe('stale');
    expect(silent.closed).toBe(true);
    time.advance(500);
    expect(sockets).toHaveLength(2);
    expect(connection.state().status).toBe('stale');
    newest().socket.onopen?.();
    expect(connection.state().status).toBe('connected');
  });

  it('turns from reconnecting to stale when no attempt succeeds within 25 s', () => {
    const { connection, newest, time } = setUp();
    connection.start('1.1');
    newest().socket.onopen?.();
    newest().socket.onclose?.();
    expect(connection.state().status).toBe('reconnecting');
    time.advance(SILENCE_MS);
    expect(connection.state().status).toBe('stale');
  });

  it('gives up an attempt that nobody answers, and makes another', () => {
    const { connection, newest, sockets, time } = setUp();
    connection.start('1.1');
    const unanswered = newest();
    time.advance(ATTEMPT_MS + 500);
    expect(unanswered.closed).toBe(true);
    expect(sockets).toHaveLength(2);
    newest().socket.onopen?.();
    time.advance(ATTEMPT_MS);
    expect(sockets).toHaveLength(2);
    expect(connection.state().status).toBe('connected');
  });

  it('is stale as well when the first attempt never answers', () => {
    const { connection, time } = setUp();
    connection.start('1.1');
    time.advance(SILENCE_MS);
    expect(connection.state()).toEqual({ status: 'stale', heardAt: undefined });
  });

  it('on reset forgets the cursor, connects without one, and has everything fetched when the new connection speaks', () => {
    const { connection, newest, say, sockets, events } = setUp();
    connection.start('1.1');
    newest().socket.onopen?.();
    const old = newest();
    say({ type: 'reset' });
    expect(old.closed).toBe(true);
    expect(sockets).toHaveLength(2);
    expect(newest().cursor).toBeUndefined();
    newest().socket.onopen?.();
    expect(events).toEqual([]);
    say(alive('4.1'));
    say(alive('4.2'));
    expect(events.map((event) => event.type)).toEqual(['reset', 'message', 'message']);
  });

  it('has everything fetched as well when it had to start without a cursor', () => {
    const { connection, newest, say, events } = setUp();
    connection.start(undefined);
    newest().socket.onopen?.();
    say(alive('4.1'));
    expect(events[0]).toEqual({ type: 'reset' });
  });

  it('passes changes on, and passes over what it does not understand', () => {
    const { connection, newest, say, events } = setUp();
    connection.start('1.1');
    newest().socket.onopen?.();
    newest().socket.onmessage?.({ data: 'not json' });
    newest().socket.onmessage?.({ data: new ArrayBuffer(2) });
    say({ type: 'something-new', cursor: '3.3' });
    say(change('2.1'));
    expect(events).toEqual([{ type: 'message', message: change('2.1') }]);
  });

  it('hears nothing more from a socket it has let go', () => {
    const { connection, newest, events, time, sockets } = setUp();
    connection.start('1.1');
    newest().socket.onopen?.();
    const old = newest();
    old.socket.onclose?.();
    time.advance(500);
    old.socket.onmessage?.({ data: JSON.stringify(change('0.9')) });
    old.socket.onclose?.();
    time.advance(10_000);
    expect(events).toEqual([]);
    expect(sockets).toHaveLength(2);
  });

  it('tries at once when woken, but leaves a standing connection alone', () => {
    const { connection, newest, sockets } = setUp();
    connection.wake();
    expect(sockets).toHaveLength(0);
    connection.start('1.1');
    newest().socket.onopen?.();
    connection.wake();
    expect(sockets).toHaveLength(1);
    newest().socket.onclose?.();
    connection.wake();
    expect(sockets).toHaveLength(2);
  });

  it('stops for good, and can be started again from where it was', () => {
    const { connection, newest, say, sockets, time } = setUp();
    connection.start('1.1');
    connection.start('5.5');
    newest().socket.onopen?.();
    say(alive('2.2'));
    connection.stop();
    time.advance(120_000);
    expect(sockets).toHaveLength(1);
    expect(connection.state().status).toBe('connecting');
    connection.start(undefined);
    expect(newest().cursor).toBe('2.2');
  });

  it('tells subscribers of every new state and no other', () => {
    const { connection, newest } = setUp();
    let told = 0;
    const unsubscribe = connection.subscribe(() => (told += 1));
    connection.start('1.1');
    newest().socket.onopen?.();
    expect(told).toBe(1);
    newest().socket.onclose?.();
    expect(told).toBe(2);
    unsubscribe();
    connection.stop();
    expect(told).toBe(2);
  });
});
