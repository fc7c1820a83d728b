import { type LiveMessage, LiveMessageSchema } from '@samvakt/contract';
import { type Backoff, createBackoff } from './backoff.ts';

/**
 * The one live connection to the change feed.
 *
 * It resumes from the last cursor it heard, so nothing is missed however often it breaks: every `change` and every `alive` moves the
 * cursor, and a new socket says `after=<cursor>`. The server speaks at least every 10 s; after 25 s of silence the connection is taken
 * for lost even when the socket has not noticed (a sleeping laptop, a dead route). A lost connection is tried again with growing pauses,
 * for ever, and at once when the browser says that the network is back.
 *
 * - `connecting`: the first attempt has not answered yet.
 * - `connected`: the socket is open and has spoken within 25 s.
 * - `reconnecting`: lost, less than 25 s since the server was last heard.
 * - `stale`: nothing heard for 25 s; what stands on the screen may be out of date.
 *
 * `reset` from the server means that the cursor is unknown or too old: it is forgotten, and the connection is made anew without it.
 * Whenever a connection without a cursor first speaks, the listener is told to fetch everything again: only from that word on does the
 * server hold a place for us in the feed, and what happened before it nobody has told.
 */
type LiveStatus = 'connecting' | 'connected' | 'reconnecting' | 'stale';

export interface LiveState {
  readonly status: LiveStatus;
  /** Epoch milliseconds of the last word from the server; undefined before the first. */
  readonly heardAt: number | undefined;
}

/** What the connection needs of a WebSocket. */
export interface LiveSocket {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
  close: () => void;
}

export interface LiveParts {
  /** Opens a socket that resumes after the cursor; without one, from now. */
  readonly open: (cursor: string | undefined) => LiveSocket;
  readonly now: () => number;
  readonly setTimeout: (run: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
  readonly random: () => number;
}

export type LiveEvent =
  | { readonly type: 'message'; readonly message: LiveMessage }
  /** Nobody knows what happened before this moment: whatever was fetched before is to be fetched again. */
  | { readonly type: 'reset' };

const SILENCE_MS = 25_000;
/** An attempt that has not been answered by then is given up, and another is made. */
export const ATTEMPT_MS = 10_000;

export interface LiveConnection {
  readonly state: () => LiveState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly listen: (listener: (event: LiveEvent) => void) => () => void;
  readonly start: (cursor: string | undefined) => void;
  readonly stop: () => void;
  /** Try now rather than when the pause is over: the network is back, or the page is looked at again. */
  readonly wake: () => void;
}

export function createLiveConnection(parts: LiveParts, backoff: Backoff = createBackoff(parts.random)): LiveConnection {
  const subscribers = new Set<() => void>();
  const listeners = new Set<(event: LiveEvent) => void>();
  let state: LiveState = { status: 'connecting', heardAt: undefined };
  let cursor: string | undefined;
  let socket: LiveSocket | undefined;
  let retryTimer: unknown;
  let silenceTimer: unknown;
  let attemptTimer: unknown;
  let running = false;

  function become(status: LiveStatus, heardAt = state.heardAt): void {
    if (state.status === status && state.heardAt === heardAt) return;
    state = { status, heardAt };
    for (const subscriber of subscribers) subscriber();
  }

  const tell = (event: LiveEvent) => {
    for (const listener of listeners) listener(event);
  };

  function awaitWord(): void {
    parts.clearTimeout(silenceTimer);
    silenceTimer = parts.setTimeout(() => {
      become('stale');
      if (socket) lose();
    }, SILENCE_MS);
  }

  /** Lets go of the socket without waiting for its close event, which may come late or never. */
  function drop(): void {
    parts.clearTimeout(attemptTimer);
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
    socket = undefined;
  }

  function lose(): void {
    drop();
    if (state.status !== 'stale') become('reconnecting');
    parts.clearTimeout(retryTimer);
    retryTimer = parts.setTimeout(connect, backoff.next());
  }

  function heard(message: LiveMessage): void {
    awaitWord();
    backoff.reset();
    if (message.type === 'reset') {
      cursor = undefined;
      drop();
      connect();
      return;
    }
    const first = cursor === undefined;
    cursor = message.cursor;
    become('connected', parts.now());
    if (first) tell({ type: 'reset' });
    tell({ type: 'message', message });
  }

  function connect(): void {
    const opened = parts.open(cursor);
    socket = opened;
    attemptTimer = parts.setTimeout(lose, ATTEMPT_MS);
    opened.onopen = () => {
      parts.clearTimeout(attemptTimer);
      awaitWord();
      become('connected', parts.now());
    };
    opened.onmessage = (event) => {
      const message = readMessage(event.data);
      if (message) heard(message);
    };
    opened.onclose = () => {
      if (socket === opened) lose();
    };
  }

  return {
    state: () => state,
    subscribe: (listener) => {
      subscribers.add(listener);
      return () => subscribers.delete(listener);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: (from) => {
      if (running) return;
      running = true;
      cursor = from ?? cursor;
      awaitWord();
      connect();
    },
    stop: () => {
      running = false;
      parts.clearTimeout(retryTimer);
      parts.clearTimeout(silenceTimer);
      drop();
      become('connecting');
    },
    wake: () => {
      if (!running || socket) return;
      parts.clearTimeout(retryTimer);
      backoff.reset();
      connect();
    },
  };
}

/** A message the contract knows; anything else is passed over, since a newer server may say more than this page understands. */
function readMessage(data: unknown): LiveMessage | undefined {
  if (typeof data !== 'string') return undefined;
  let raw: unknown;
  try {
    raw = JSON.parse(data);
  } catch {
    return undefined; // Not JSON: as unknown as a kind we have never heard of.
  }
  const parsed = LiveMessageSchema.safeParse(raw);
  return parsed.success ? parsed.data : undefined;
}
