import type { WebSocket } from '@fastify/websocket';
import { expect, test } from 'vitest';
import { CLOSE, createListener } from './listener.ts';

function socketThatHolds(bufferedAmount: number) {
  const sent: string[] = [];
  const closed: number[] = [];
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount,
    send: (text: string) => sent.push(text),
    close: (code: number) => closed.push(code),
  } as unknown as WebSocket;
  return { socket, sent, closed };
}
const about = { practitionerId: 'one', sessionDigest: 'two', cursor: '1.1' };

test('a client that keeps up is told', () => {
  const { socket, sent, closed } = socketThatHolds(1_000);
  createListener(socket, about).send({ type: 'reset' });
  expect([sent, closed]).toEqual([['{"type":"reset"}'], []]);
});

test('a client that has a megabyte waiting is let go: it comes back and resumes', () => {
  const { socket, sent, closed } = socketThatHolds(1_048_577);
  createListener(socket, about).send({ type: 'reset' });
  expect([sent, closed]).toEqual([[], [CLOSE['too-slow'].code]]);
});
