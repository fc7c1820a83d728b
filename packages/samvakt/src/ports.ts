import getPort from 'get-port';

/** A free port on this machine: the preferred one if nobody listens there. */
export const freePort = (preferred?: number): Promise<number> =>
  getPort({ host: '127.0.0.1', ...(preferred === undefined ? {} : { port: preferred }) });

export class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(variable: string, port: number) {
    super(
      `Port ${port}, asked for with ${variable}, is taken by another program. Choose another or stop that program.`,
    );
  }
}

/** The port that was asked for by `variable`, or an error that names it; without one, the preferred or any free port. */
export async function choosePort(variable: string, wanted: number | undefined, preferred: number): Promise<number> {
  const port = await freePort(wanted ?? preferred);
  if (wanted !== undefined && wanted !== 0 && port !== wanted) throw new PortTaken(variable, wanted);
  return port;
}

/** Used when they are free and nothing else was asked for. */
export const DEFAULT_PORTS = { web: 4180, issuer: 4181, broker: 1883, database: 54_321 } as const;
