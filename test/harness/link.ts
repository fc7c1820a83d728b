import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line between a service and what it connects to (a database, a broker), which a test may cut, hold and mend. */
export interface Link {
  /** The address of the far end, by way of the line. */
  readonly url: string;
  /** Ends every connection, and refuses new ones. */
  readonly cut: () => void;
  /** Ends every connection in good form, as a server does that is shut down or killed; new ones pass. */
  readonly close: () => void;
  /** Nothing passes any more, and nobody is told: what a dead route or a server that stands still looks like. New connections get no answer either. */
  readonly hold: () => void;
  /** The same of the connections that there are; new ones pass. */
  readonly stall: () => void;
  /** New connections pass. Those that were held are ended. */
  readonly mend: () => void;
  readonly stop: () => Promise<void>;
}

/** @param to the address of the far end, of any scheme, with its port */
export async function startLink(to: string): Promise<Link> {
  const far = new URL(to);
  const sockets = new Set<Socket>();
  let state: 'passes' | 'held' | 'cut' = 'passes';
  let anyHeld = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A connection that breaks is what the line is for.
    socket.on('error', () => socket.destroy());
  };
  const holdAll = () => {
    anyHeld = true;
    for (const socket of sockets) {
      socket.unpipe();
      socket.pause();
    }
  };
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    if (state === 'cut') return near.resetAndDestroy();
    keep(near);
    if (state === 'held') return;
    const further = connect(Number(far.port), far.hostname);
    keep(further);
    near.pipe(further);
    further.pipe(near);
    near.on('close', () => further.destroy());
    further.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = new URL(to);
  near.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: near.href,
    cut: () => {
      state = 'cut';
      endAll();
    },
    close: () => {
      for (const socket of sockets) socket.end();
    },
    hold: () => {
      state = 'held';
      holdAll();
    },
    stall: holdAll,
    mend: () => {
      if (anyHeld) endAll();
      anyHeld = false;
      state = 'passes';
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      endAll();
      await closed;
    },
  };
}
