import {
  type Change,
  CursorError,
  currentCursor,
  readChangesAfter,
  readMember,
  readSession,
  readStanding,
} from '@samvakt/store';
import type { FastifyBaseLogger } from 'fastify';
import type { Parts } from '../instance.ts';
import { type Batch, createFeed } from './feed.ts';
import type { Listener } from './listener.ts';
import { mayHear, messageOf, readSight } from './visibility.ts';

/** So many changes are told again to who comes back; who has missed more fetches everything. */
const REPLAYED_AT_MOST = 5_000;
const PAGE = 500;

/** Everybody who listens, in one process. */
export type Hub = {
  start: () => Promise<void>;
  stop: () => Promise<void>;
  head: () => string;
  /** Tells what the listener has missed, and from then on what comes. */
  add: (listener: Listener) => Promise<void>;
  remove: (listener: Listener) => void;
  countOf: (sessionDigest: string) => number;
  endSession: (sessionDigest: string) => void;
  /** Whether the screens are not told what happens, though their connections stand. */
  standsStill: () => boolean;
  /** Reads the feed now, for tests that give the moment. */
  poll: () => Promise<void>;
  size: () => number;
};

export function createHub(parts: Parts, log: FastifyBaseLogger): Hub {
  const { database, clock, configuration } = parts;
  const listeners = new Set<Listener>();
  const { livePollMs: pollMs, liveStillMs: stillMs } = configuration;
  const feed = createFeed({ database, pollMs, stillMs, log, onBatch, onSessionEnded: endSession });
  let alive: NodeJS.Timeout | undefined;

  async function onBatch(batch: Batch): Promise<void> {
    const all = [...listeners];
    if (all.length === 0) return;
    // Whoever is not exactly at the beginning of this batch reads for itself, from its own place.
    const atHead = all.filter((listener) => listener.caughtUp && listener.cursor === batch.after);
    await tell(atHead, batch.changes, batch.until);
    for (const listener of all) {
      if (listener.caughtUp && !atHead.includes(listener)) await replay(listener);
    }
  }

  function endSession(sessionDigest: string): void {
    for (const listener of listeners) {
      if (listener.sessionDigest !== sessionDigest) continue;
      listeners.delete(listener);
      listener.close('session-ended');
    }
  }

  /** Those whose session stands; the others are let go. Asked before anything is told, since the word of an end may be lost and an expiry is silent. */
  async function withSession(all: readonly Listener[]): Promise<Listener[]> {
    const ids = [...new Set(all.map((listener) => listener.sessionDigest))];
    const standing = await readStanding(database.pool, { ids, now: clock() });
    for (const id of ids) if (!standing.has(id)) endSession(id);
    return all.filter((listener) => standing.has(listener.sessionDigest));
  }

  async function tell(all: readonly Listener[], changes: readonly Change[], until: string): Promise<void> {
    const told = all.length === 0 ? [] : await withSession(all);
    if (told.length === 0) return;
    const practitionerIds = [...new Set(told.map((listener) => listener.practitionerId))];
    const sight = await readSight(database.pool, { changes, practitionerIds, now: clock() });
    for (const listener of told) {
      for (const change of changes) {
        if (mayHear(change, listener.practitionerId, sight)) listener.send(messageOf(change));
      }
      listener.cursor = until;
    }
  }

  async function replay(listener: Listener): Promise<void> {
    for (let replayed = 0; listener.isOpen(); replayed += PAGE) {
      const changes = await readChangesAfter(database.pool, { after: listener.cursor, limit: PAGE });
      if (replayed >= REPLAYED_AT_MOST && changes.length > 0) return reset(listener);
      const last = changes.at(-1);
      if (last === undefined) return;
      await tell([listener], changes, last.cursor);
    }
  }

  /** A cursor that this database has not given out yet: it belongs to another, or to a past that was rolled back by a restore. */
  async function isAhead(cursor: string): Promise<boolean> {
    const transactionOf = (text: string): bigint => BigInt(/^\d{1,20}(?=\.)/.exec(text)?.[0] ?? 0);
    return transactionOf(cursor) > transactionOf(await currentCursor(database.pool));
  }

  function reset(listener: Listener): void {
    listeners.delete(listener);
    listener.send({ type: 'reset' });
    listener.close('reset');
  }

  async function sayAlive(): Promise<void> {
    // A screen that hears nothing says that it is out of date, and comes back with its cursor. One that hears "alive" believes that nothing has happened.
    if (feed.standsStill()) {
      log.error('the change feed stands still; the screens are not told that we are here');
      return;
    }
    const serverTime = new Date(clock()).toISOString();
    for (const listener of listeners) {
      // A laptop that was closed leaves a connection behind that nobody reads.
      if (!listener.beat()) {
        listeners.delete(listener);
      } else if (await mayStay(listener)) {
        if (listener.caughtUp) listener.send({ type: 'alive', cursor: listener.cursor, serverTime });
      } else {
        listeners.delete(listener);
        listener.close('session-ended');
      }
    }
  }

  async function mayStay({ sessionDigest, practitionerId }: Listener): Promise<boolean> {
    const session = await readSession(database.pool, { id: sessionDigest, now: clock() });
    return session !== null && (await readMember(database.pool, practitionerId)) !== null;
  }

  return {
    start: async () => {
      await feed.start();
      alive = setInterval(() => {
        sayAlive().catch((error: unknown) => log.error({ err: error }, 'listeners were not told that we are here'));
      }, configuration.liveAliveMs);
    },
    stop: async () => {
      clearInterval(alive);
      await feed.stop();
    },
    head: feed.head,
    add: async (listener) => {
      listeners.add(listener);
      try {
        if (await isAhead(listener.cursor)) return reset(listener);
        // The long way while others are served; the last step between two batches, so that none falls between.
        await replay(listener);
        await feed.inTurn(async () => {
          await replay(listener);
          listener.caughtUp = true;
        });
      } catch (error) {
        // A cursor of another kind, or of a database that is no more.
        if (!(error instanceof CursorError)) throw error;
        return reset(listener);
      }
      listener.send({ type: 'alive', cursor: listener.cursor, serverTime: new Date(clock()).toISOString() });
    },
    remove: (listener) => listeners.delete(listener),
    countOf: (sessionDigest) => [...listeners].filter((listener) => listener.sessionDigest === sessionDigest).length,
    endSession,
    standsStill: feed.standsStill,
    poll: feed.poll,
    size: () => listeners.size,
  };
}
