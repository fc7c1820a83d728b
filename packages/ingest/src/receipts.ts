import { receiptsTopic } from '@samvakt/contract';
import type { AddressedReceipt } from '@samvakt/store';

/** Tells each gateway what became of its messages. To be called after the commit. */
export function publishReceipts(
  publish: (topic: string, payload: string) => void,
  receipts: readonly AddressedReceipt[],
): void {
  for (const { deviceId, receipt } of receipts) publish(receiptsTopic(deviceId), JSON.stringify(receipt));
}
