import { createHash } from 'node:crypto';
import type { SessionStore } from '@fastify/session';
import { endExpiredSessions, endSession, readSession, writeSession } from '@samvakt/store';
import type { Session } from 'fastify';
import type { Parts } from '../instance.ts';

/** How long a person may stay at the issuer between leaving and coming back. */
const SIGN_IN_MS = 10 * 60_000;

/** The table is keyed by a digest, so that reading it lets nobody in. */
export const digestOf = (sessionId: string): string => createHash('sha256').update(sessionId).digest('hex');

/** When a session ends unless it is used again: after the idle time, and never later than the absolute time after sign-in. */
export function expiryOf(session: Pick<Session, 'signedIn'>, { clock, configuration }: Parts): number {
  const now = clock();
  if (session.signedIn === undefined) return now + SIGN_IN_MS;
  return Math.min(now + configuration.sessionIdleMs, session.signedIn.at + configuration.sessionAbsoluteMs);
}

/** Sessions in PostgreSQL, for any number of API processes. Expiry is ours, by the clock that was given, not the cookie's. */
export function createSessionStore(parts: Parts): SessionStore {
  const { pool } = parts.database;
  return {
    get: (sessionId, callback) => {
      readSession(pool, { id: digestOf(sessionId), now: parts.clock() }).then(
        (row) =>
          callback(null, row && { ...row.data, expiresAt: row.expiresAt.getTime(), cookie: { originalMaxAge: null } }),
        (error: unknown) => callback(error),
      );
    },
    set: (sessionId, session, callback) => {
      const { signIns, signedIn } = session;
      writeSession(pool, {
        id: digestOf(sessionId),
        data: { signIns, signedIn },
        expiresAt: expiryOf(session, parts),
      }).then(
        () => callback(),
        (error: unknown) => callback(error),
      );
    },
    destroy: (sessionId, callback) => {
      // An occasion that comes often enough, and that nobody waits for.
      Promise.all([endSession(pool, digestOf(sessionId)), endExpiredSessions(pool, parts.clock())]).then(
        () => callback(),
        (error: unknown) => callback(error),
      );
    },
  };
}
