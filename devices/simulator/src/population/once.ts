import { once } from 'node:events';
import type { DeviceReading } from '@samvakt/contract';
import { Gateway, MemoryQueue } from '@samvakt/gateway';
import type { Logger } from 'pino';

export interface OnceOptions {
  /** The broker, `mqtt://host:port`. */
  readonly url: string;
  readonly deviceId: string;
  readonly secret: string;
  readonly readings: readonly DeviceReading[];
  readonly log: Logger;
  /** Gives up waiting for the receipt. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

/** Sends these readings from a home, whatever they are, and returns with the platform's receipt or at the signal. */
export async function sendOnce({ readings, signal, ...options }: OnceOptions): Promise<void> {
  const gateway = new Gateway({ ...options, queue: new MemoryQueue() });
  await gateway.start();
  try {
    await gateway.enqueue(readings);
    if (gateway.waiting > 0) await once(gateway, 'drained', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await gateway.stop();
  }
}
