import { once } from 'node:events';
import { measurementsTopic, type Receipt, ReceiptsSchema, receiptsTopic } from '@samvakt/contract';
import mqtt from 'mqtt';
import type { ClinicPatient } from './clinic.ts';

export interface RawDevice {
  /** Publishes these very bytes at QoS 1; resolves at the broker's acknowledgement. */
  readonly publish: (payload: string | Buffer) => Promise<void>;
  /** The next receipt that has not been taken yet; waits for it. */
  readonly receipt: () => Promise<Receipt>;
  readonly stop: () => Promise<void>;
}

/** A patient's device that says whatever the test wants: what the reference gateway would never send. */
export async function openRawDevice(url: string, { deviceId, secret }: ClinicPatient): Promise<RawDevice> {
  const client = await mqtt.connectAsync(url, { clientId: deviceId, username: deviceId, password: secret });
  const came: Receipt[] = [];
  const arrivals = new EventTarget();
  client.on('message', (_topic, payload) => {
    came.push(...ReceiptsSchema.parse(JSON.parse(payload.toString())));
    arrivals.dispatchEvent(new Event('receipt'));
  });
  await client.subscribeAsync(receiptsTopic(deviceId), { qos: 1 });
  return {
    publish: async (payload) => {
      await client.publishAsync(measurementsTopic(deviceId), payload, { qos: 1 });
    },
    receipt: async () => {
      for (;;) {
        const next = came.shift();
        if (next) return next;
        await once(arrivals, 'receipt');
      }
    },
    stop: () => client.endAsync(),
  };
}
