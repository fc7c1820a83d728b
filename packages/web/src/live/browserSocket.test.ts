import { afterEach, describe, expect, it, vi } from 'vitest';
import { liveUrl, openSocket } from './browserSocket.ts';

describe('address of the change feed', () => {
  it('is secure where the page is', () => {
    expect(liveUrl({ protocol: 'https:', host: 'samvakt.test' }, undefined)).toBe('wss://samvakt.test/api/v1/changes');
  });
  it('says where to resume', () => {
    expect(liveUrl({ protocol: 'http:', host: 'localhost:1' }, '7.1')).toBe(
      'ws://localhost:1/api/v1/changes?after=7.1',
    );
  });
});

describe('socket of the browser', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('passes on what the WebSocket says, and closes it', () => {
    class FakeWebSocket {
      static made: FakeWebSocket[] = [];
      onopen?: () => void;
      onmessage?: (event: object) => void;
      onclose?: () => void;
      closed = false;
      constructor() {
        FakeWebSocket.made.push(this);
      }
      close() {
        this.closed = true;
      }
    }
    vi.stubGlobal('WebSocket', FakeWebSocket);
    const { made } = FakeWebSocket;
    const heard: unknown[] = [];
    const socket = openSocket('ws://localhost');
    socket.onopen = () => heard.push('open');
    socket.onmessage = (event) => heard.push(event.data);
    socket.onclose = () => heard.push('close');
    made[0]?.onopen?.();
    made[0]?.onmessage?.({ data: 'x' });
    made[0]?.onclose?.();
    socket.close();
    expect(heard).toEqual(['open', 'x', 'close']);
    expect(made[0]?.closed).toBe(true);
  });
});
