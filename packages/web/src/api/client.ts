import { SignOutSchema } from '@samvakt/contract';
import type { z } from 'zod';
import { mayBeDone, NoAnswer, problemOf, UnreadableAnswer } from './problem.ts';

export interface Client {
  readonly get: <T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal) => Promise<T>;
  /** An act. It is never repeated by itself: only the person knows whether it should be done again. */
  readonly post: <T>(path: string, body: unknown, schema: z.ZodType<T>) => Promise<T>;
  /** A question with a body: it changes nothing, and may be given up. */
  readonly ask: <T>(path: string, body: unknown, schema: z.ZodType<T>, signal?: AbortSignal) => Promise<T>;
  /** Ends the session; answers with the address at which it ends at the issuer too, or that of the front page. */
  readonly signOut: () => Promise<string>;
  /** Told of every answer that says one is not signed in, whichever request got it, but that which asks just this. Returns how to stop it. */
  readonly whenSignedOut: (listener: () => void) => () => void;
  /** Told of every act after which nobody knows whether it was done. Returns how to stop it. */
  readonly whenUnanswered: (listener: () => void) => () => void;
  /** The token of the session, sent with every act from now on. */
  readonly setCsrfToken: (token: string) => void;
}

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

const ROOT = '/api/v1';
const SESSION = '/session';

interface How {
  /** It is to change something. */
  readonly toAct: boolean;
  /** How long its answer is waited for; undefined: until who asks gives it up. */
  readonly withinMs?: number;
}

/**
 * *Assumption*: ten times what an act takes on a busy day. The service itself may go on with it for longer (a statement is given two minutes), so what is not answered
 * by then may be done yet.
 */
export const ACT_WITHIN_MS = 30_000;
/** Explaining an alert judges a long history again, which may take half a minute. */
const READ_WITHIN_MS = 60_000;

const TO_ACT: How = { toAct: true, withinMs: ACT_WITHIN_MS };
const TO_READ: How = { toAct: false, withinMs: READ_WITHIN_MS };
const TO_REPLAY: How = { toAct: false };
const given = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

/** One place speaks HTTP: same origin, cookies, CSRF header on acts, problem details as typed errors, answers parsed by the contract. */
export function createClient(fetch: Fetch = (input, init) => globalThis.fetch(input, init)): Client {
  let csrfToken: string | undefined;
  const listeners = new Set<() => void>();
  const ofUnanswered = new Set<() => void>();
  const csrfHeader = (): Record<string, string> => (csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken });

  async function call<T>(path: string, schema: z.ZodType<T>, init: RequestInit, how: How): Promise<T> {
    const { response, body } = await answerTo(path, init, how);
    if (!response.ok) {
      const problem = problemOf(response.status, body, how);
      if (problem.code === 'not-signed-in' && path !== `${ROOT}${SESSION}`) for (const told of listeners) told();
      throw problem;
    }
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new UnreadableAnswer(path, { ...how, cause: parsed.error });
    return parsed.data;
  }

  /** The whole answer, within its time: one whose beginning came and whose end does not is none. What the asker gave up is thrown as that. */
  async function answerTo(path: string, init: RequestInit, { toAct, withinMs }: How) {
    const late = new AbortController();
    const timer = withinMs === undefined ? undefined : setTimeout(() => late.abort(), withinMs);
    const signal = init.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal;
    try {
      const response = await fetch(path, { credentials: 'same-origin', ...init, signal });
      const body: unknown = await response.json().catch((cause: unknown) => {
        // Cut off in the middle is no answer; whole and no JSON is one that cannot be read.
        if (cause instanceof SyntaxError) return undefined;
        throw cause;
      });
      return { response, body };
    } catch (cause) {
      if (init.signal?.aborted) throw cause;
      throw new NoAnswer(path, { toAct, late: late.signal.aborted, cause });
    } finally {
      clearTimeout(timer);
    }
  }

  const posted = (body: unknown): RequestInit => ({
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...csrfHeader() },
    body: JSON.stringify(body),
  });

  return {
    get: (path, schema, signal) =>
      call(`${ROOT}${path}`, schema, { headers: { accept: 'application/json' }, ...given(signal) }, TO_READ),
    post: async (path, body, schema) => {
      try {
        return await call(`${ROOT}${path}`, schema, posted(body), TO_ACT);
      } catch (error) {
        if (mayBeDone(error)) for (const told of ofUnanswered) told();
        throw error;
      }
    },
    ask: (path, body, schema, signal) =>
      call(`${ROOT}${path}`, schema, { ...posted(body), ...given(signal) }, TO_REPLAY),
    signOut: async () => {
      const { url } = await call('/auth/logout', SignOutSchema, { method: 'POST', headers: csrfHeader() }, TO_READ);
      return url;
    },
    whenSignedOut: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    whenUnanswered: (listener) => {
      ofUnanswered.add(listener);
      return () => ofUnanswered.delete(listener);
    },
    setCsrfToken: (token) => {
      csrfToken = token;
    },
  };
}
