import type { AddressInfo } from 'node:net';
import { type AppOptions, buildApp } from './app.ts';

export type RunningApi = {
  /** Where it listens, which need not be what browsers call it. */
  readonly address: { host: string; port: number };
  /** Lets requests under way end, closes the WebSockets, and stops listening. The database stays open. */
  readonly stop: () => Promise<void>;
};

/** Builds the API and listens. Throws when the port is taken, with nothing left running. */
export async function startApi(options: AppOptions): Promise<RunningApi> {
  const { host, port } = options.configuration;
  const app = await buildApp(options);
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw error;
  }
  const { port: listening } = app.server.address() as AddressInfo;
  return { address: { host, port: listening }, stop: () => app.close() };
}
