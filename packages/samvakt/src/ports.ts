import { once } from 'node:events';
import { createServer } from 'node:net';
import getPort from 'get-port';

/** Used when they are free and nothing else was asked for. */
export const DEFAULT_PORTS = { web: 4180, issuer: 4181, broker: 1883, database: 54_321 } as const;

export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(variable: string, port: number) {
    super(
      `Port ${port}, asked for with ${variable}, is taken by another program. Choose another or stop that program.`,
    );
  }
}

/** The preferred port if nobody listens there, else any that is free, and not the same one twice within some seconds. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  return getPort({ host: '127.0.0.1' });
}

/** The port that was asked for by `variable`, or an error that names it; without one, the preferred or any free port. */
export async function choosePort(variable: string, wanted: number | undefined, preferred: number): Promise<number> {
  if (wanted === undefined) return freePort(preferred);
  if (await isFree(wanted)) return wanted;
  throw new PortTaken(variable, wanted);
}

/** On both loopback addresses: browsers may take either for `localhost`. */
async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer();
    try {
      server.listen(port, host);
      await once(server, 'listening');
    } catch (error) {
      // A machine without IPv6 has no such address, and nobody listens there.
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') continue;
      if (code === 'EADDRINUSE' || code === 'EACCES') return false;
      throw error;
    }
    const closed = once(server, 'close');
    server.close();
    await closed;
  }
  return true;
}
