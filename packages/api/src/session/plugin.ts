import cookie from '@fastify/cookie';
import session from '@fastify/session';
import { extendSession } from '@samvakt/store';
import type { ApiInstance, Parts } from '../instance.ts';
import { createSessionStore, digestOf, expiryOf } from './store.ts';

/** A sign-in that has left for the issuer and not come back. */
export type StartedSignIn = { state: string; nonce: string; codeVerifier: string; returnTo: string };

/** Who is signed in, since when, and the secret that a page of ours must repeat to change anything. */
type SignedIn = { practitionerId: string; at: number; csrfToken: string; idToken: string | null };

declare module 'fastify' {
  interface Session {
    signIns?: StartedSignIn[] | undefined;
    signedIn?: SignedIn | undefined;
    /** By the store's clock; epoch milliseconds. */
    expiresAt?: number | undefined;
  }
}

/** An expiry is moved at most this often, so that reading costs no writing. */
const EXTEND_EVERY_MS = 60_000;

export const isSecure = (parts: Parts): boolean => parts.configuration.publicUrl.startsWith('https:');

/**
 * The session cookie: HttpOnly, SameSite=Lax, Secure over https, gone with the browser. It is set at sign-in only, under a new id, and
 * nothing is written to the session afterwards, so a request that is under way cannot revive a session that has been ended.
 */
export async function registerSessions(app: ApiInstance, parts: Parts): Promise<void> {
  const secure = isSecure(parts);
  await app.register(cookie);
  await app.register(session, {
    secret: parts.configuration.sessionSecret,
    cookieName: secure ? '__Host-samvakt' : 'samvakt',
    cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
    store: createSessionStore(parts),
    saveUninitialized: false,
    rolling: false,
  });
  app.addHook('onRequest', async (request) => {
    const { signedIn, expiresAt, sessionId } = request.session;
    if (signedIn === undefined || expiresAt === undefined) return;
    const until = expiryOf(request.session, parts);
    if (until - expiresAt < Math.min(EXTEND_EVERY_MS, parts.configuration.sessionIdleMs / 10)) return;
    await extendSession(parts.database.pool, { id: digestOf(sessionId), expiresAt: until, now: parts.clock() });
  });
}
