import type { WebSocket } from '@fastify/websocket';
import type { LiveMessage } from '@samvakt/contract';

/** Why the server closes (RFC 6455 §7.4; 4000 and up are the application's own). */
export const CLOSE = {
  reset: { code: 4000, reason: 'reset' },
  'session-ended': { code: 4401, reason: 'the session has ended' },
  'too-slow': { code: 4408, reason: 'the client does not keep up' },
  failed: { code: 1011, reason: 'the server failed' },
} as const;

/** So much may wait unsent for one client: some thousand messages. Who is further behind starts anew from its cursor. */
const UNSENT_AT_MOST_BYTES = 1_048_576;

const UNANSWERED_AT_MOST = 2;

/** One open WebSocket: whose it is, and up to where in the feed it has been told. */
export type Listener = {
  readonly practitionerId: string;
  readonly sessionDigest: string;
  /** The cursor of the newest change passed, whether it concerned this person or not. */
  cursor: string;
  /** Becomes true when what lay between the client's cursor and the head has been told; until then batches are not for it. */
  caughtUp: boolean;
  readonly send: (message: LiveMessage) => void;
  readonly close: (why: keyof typeof CLOSE) => void;
  readonly isOpen: () => boolean;
  /** Asks whether the other end is still there. False when it has not answered the last two times: then the connection is cut. */
  readonly beat: () => boolean;
};

export function createListener(
  socket: WebSocket,
  about: { practitionerId: string; sessionDigest: string; cursor: string },
): Listener {
  const isOpen = (): boolean => socket.readyState === socket.OPEN;
  const close = (why: keyof typeof CLOSE): void => socket.close(CLOSE[why].code, CLOSE[why].reason);
  let unanswered = 0;
  socket.on('pong', () => {
    unanswered = 0;
  });
  return {
    ...about,
    caughtUp: false,
    isOpen,
    close,
    beat: () => {
      if (!isOpen() || unanswered >= UNANSWERED_AT_MOST) {
        socket.terminate();
        return false;
      }
      unanswered += 1;
      socket.ping();
      return true;
    },
    send: (message) => {
      if (!isOpen()) return;
      if (socket.bufferedAmount > UNSENT_AT_MOST_BYTES) close('too-slow');
      else socket.send(JSON.stringify(message));
    },
  };
}
