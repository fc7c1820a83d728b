import type { LiveSocket } from './connection.ts';

/** Address of the change feed beside the page: `wss:` where the page is `https:`. */
export function liveUrl(location: Pick<Location, 'protocol' | 'host'>, cursor: string | undefined): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const query = cursor === undefined ? '' : `?after=${encodeURIComponent(cursor)}`;
  return `${scheme}//${location.host}/api/v1/changes${query}`;
}

/** A browser's WebSocket as the live connection wants it. */
export function openSocket(url: string): LiveSocket {
  const browser = new WebSocket(url);
  const socket: LiveSocket = { onopen: null, onmessage: null, onclose: null, close: () => browser.close() };
  browser.onopen = () => socket.onopen?.();
  browser.onmessage = (event) => socket.onmessage?.(event);
  browser.onclose = () => socket.onclose?.();
  return socket;
}
