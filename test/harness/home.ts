import type { DeviceReading, Receipt } from '@samvakt/contract';
import { Gateway, MemoryQueue } from '@samvakt/gateway';
import type { Logger } from 'pino';
import type { ClinicPatient } from './clinic.ts';

export interface Home {
  readonly gateway: Gateway;
  /** Every receipt so far, in the order of their coming. */
  readonly receipts: readonly Receipt[];
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
  const gateway = new Gateway({ url, deviceId, secret, queue: new MemoryQueue(), log, clock });
  gateway.on('receipt', (receipt) => receipts.push(receipt));
  await gateway.start();
  return {
    gateway,
    receipts,
    measure: async (...readings) => {
      const before = receipts.length;
      await gateway.enqueue(readings);
      await gateway.drained();
      return receipts.slice(before);
    },
  };
}
