import { startEmbeddedBroker } from '@samvakt/samvakt/embedded/broker';
import { INGEST_USERNAME } from '@samvakt/samvakt/embedded/ingest-account';

export interface TestBroker {
  readonly url: string;
  /** What the ingest service signs in with. */
  readonly ingest: { readonly username: string; readonly password: string };
  /** What the broker refused, in order: `{ message, … }`. */
  readonly refusals: readonly Refused[];
  readonly stop: () => Promise<void>;
}

export interface Refused extends Record<string, unknown> {
  readonly message: string;
}

/**
 * The real embedded broker on a random port.
 * @param devices device id → secret; may be changed while the broker runs
 */
export async function startTestBroker({ devices }: { devices: Record<string, string> }): Promise<TestBroker> {
  const refusals: Refused[] = [];
  const ingestSecret = 'the secret of the ingest service under test';
  const broker = await startEmbeddedBroker({
    port: 0,
    ingestSecret,
    verifyDevice: async (deviceId, secret) => Object.hasOwn(devices, deviceId) && devices[deviceId] === secret,
    log: { warn: (details, message) => refusals.push({ ...details, message }) },
  });
  return {
    url: broker.url,
    ingest: { username: INGEST_USERNAME, password: ingestSecret },
    refusals,
    stop: broker.stop,
  };
}
