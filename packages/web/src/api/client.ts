import { SignOutSchema } from '@samvakt/contract';
import type { z } from 'zod';
import { NoAnswer, problemOf, UnreadableAnswer } from './problem.ts';

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
  /** The token of the session, sent with every act from now on. */
  readonly setCsrfToken: (token: string) => void;
}

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

const ROOT = '/api/v1';
const SESSION = '/session';

/** One place speaks HTTP: same origin, cookies, CSRF header on acts, problem details as typed errors, answers parsed by the contract. */
export function createClient(fetch: Fetch = (input, init) => globalThis.fetch(input, init)): Client {
  let csrfToken: string | undefined;
  const listeners = new Set<() => void>();
  const csrfHeader = (): Record<string, string> => (csrfToken === undefined ? {} : { 'x-csrf-token': csrfToken });

  async function call<T>(path: string, schema: z.ZodType<T>, init: RequestInit, toAct = false): Promise<T> {
    const response = await fetch(path, { credentials: 'same-origin', ...init }).catch((cause: unknown) => {
      if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
      throw new NoAnswer(path, { toAct, cause });
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      const problem = problemOf(response.status, body);
      if (problem.code === 'not-signed-in' && path !== `${ROOT}${SESSION}`) for (const told of listeners) told();
      throw problem;
    }
    const parsed = schema.safeParse(body);
    if (!parsed.success)
      throw new UnreadableAnswer(`The answer from ${path} breaks the contract`, { cause: parsed.error });
    return parsed.data;
  }

  const posted = (body: unknown): RequestInit => ({
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...csrfHeader() },
    body: JSON.stringify(body),
  });

  return {
    get: (path, schema, signal) =>
      call(`${ROOT}${path}`, schema, { headers: { accept: 'application/json' }, ...(signal ? { signal } : {}) }),
    post: (path, body, schema) => call(`${ROOT}${path}`, schema, posted(body), true),
    ask: (path, body, schema, signal) =>
      call(`${ROOT}${path}`, schema, { ...posted(body), ...(signal ? { signal } : {}) }),
    signOut: async () => {
      const { url } = await call('/auth/logout', SignOutSchema, { method: 'POST', headers: csrfHeader() });
      return url;
    },
    whenSignedOut: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setCsrfToken: (token) => {
      csrfToken = token;
    },
  };
}
