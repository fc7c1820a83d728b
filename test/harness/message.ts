import { randomUUID } from 'node:crypto';
import { type DeviceReading, decode, encode, measurementsTopic } from '@samvakt/contract';
import type { ReceivedMessage } from '@samvakt/store';

interface Sent {
  readonly deviceId: string;
  readonly readings: readonly DeviceReading[];
  /** When it was sent, and received in the same instant. Epoch milliseconds. */
  readonly at: number;
  readonly queue?: string;
  readonly number?: number;
}

/** What a device sent, as ingest has received it: the first message of a queue of its own where nothing else is said. */
export function receivedFrom({ deviceId, readings, at, queue = randomUUID(), number = 1 }: Sent): ReceivedMessage {
  const payload = Buffer.from(encode({ queue, number, sentAt: at, readings: [...readings] }));
  const decoded = decode({ format: 'json', payload, receivedAt: at });
  return { topic: measurementsTopic(deviceId), deviceId, payload, receivedAt: at, decoded };
}
