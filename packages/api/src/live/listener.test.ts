import type { WebSocket } from '@fastify/websocket';
import { expect, test } from 'vitest';
import { CLOSE, createListener } from './listener.ts';

function socketThatHolds(bufferedAmount: number) {
  const sent: string[] = [];
  const closed: number[] = [];
  const did: string[] = [];
  let pong = (): void => {};
  const socket = {
    on: (_event: 'pong', heard: () => void) => {
      pong = heard;
    },
    ping: () => did.push('ping'),
    terminate: () => did.push('terminate'),
    OPEN: 1,
    readyState: 1,
    bufferedAmount,
    send: (text: string) => sent.push(text),
    close: (code: number) => closed.push(code),
  } as unknown as WebSocket;
  return { socket, sent, closed, did, answer: () => pong() };
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

test('a client that answers stays; one that is silent two times is cut off', () => {
  const { socket, did, answer } = socketThatHolds(0);
  const listener = createListener(socket, about);
  for (let time = 0; time < 5; time += 1) {
    expect(listener.beat()).toBe(true);
    answer();
  }
  expect([listener.beat(), listener.beat(), listener.beat()]).toEqual([true, true, false]);
  expect(did.at(-1)).toBe('terminate');
});
