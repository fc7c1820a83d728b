import type { DeviceReading, HomeMessage, Receipt } from '@samvakt/contract';
import { Gateway, MemoryQueue, MemoryShelf } from '@samvakt/gateway';
import type { Logger } from 'pino';
import type { ClinicPatient } from './clinic.ts';

export interface Home {
  readonly gateway: Gateway;
  /** Every receipt so far, in the order of their coming. */
  readonly receipts: readonly Receipt[];
  /** Every message from the platform that the patient has been shown, in order. */
  readonly messages: readonly HomeMessage[];
  /** Measures, and returns the receipts of what was sent when all of it has been answered. */
  readonly measure: (...readings: DeviceReading[]) => Promise<readonly Receipt[]>;
}

/** The reference gateway of a patient's home, with a queue in memory, signed in as the patient's device. */
export async function openHome(options: {
  readonly patient: ClinicPatient;
  readonly url: string;
  readonly clock: () => number;
  readonly log: Logger;
}): Promise<Home> {
  const { patient, url, clock, log } = options;
  const { deviceId, secret } = patient;
  const receipts: Receipt[] = [];
  const shown: HomeMessage[] = [];
  const messages = { shelf: new MemoryShelf(), display: { show: async (one: HomeMessage) => void shown.push(one) } };
  const gateway = new Gateway({ url, deviceId, secret, queue: new MemoryQueue(), log, clock, messages });
  gateway.on('receipt', (receipt) => receipts.push(receipt));
  await gateway.start();
  return {
    gateway,
    receipts,
    messages: shown,
    measure: async (...readings) => {
      const before = receipts.length;
      await gateway.enqueue(readings);
      await gateway.drained();
      return receipts.slice(before);
    },
  };
}
