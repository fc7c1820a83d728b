import { receiptsTopic } from '@samvakt/contract';
import type { AddressedReceipt } from '@samvakt/store';

/** Most text of receipts in one publish: well below what brokers take by default, and small for a gateway that reads it. */
const MAX_LENGTH = 32 * 1024;

/**
 * Tells each gateway what became of its messages, all that one commit settled together: a gateway that empties its disk after an outage has many
 * messages in a batch, and a publish costs the broker as much as a measurement does. To be called after the commit.
 */
export function publishReceipts(
  publish: (topic: string, payload: string) => void,
  receipts: readonly AddressedReceipt[],
): void {
  const byDevice = new Map<string, string>();
  const send = (deviceId: string, texts: string) => publish(receiptsTopic(deviceId), `[${texts}]`);
  for (const { deviceId, receipt } of receipts) {
    const text = JSON.stringify(receipt);
    const before = byDevice.get(deviceId);
    if (before === undefined) byDevice.set(deviceId, text);
    else if (before.length + text.length < MAX_LENGTH) byDevice.set(deviceId, `${before},${text}`);
    else {
      send(deviceId, before);
      byDevice.set(deviceId, text);
    }
  }
  for (const [deviceId, texts] of byDevice) send(deviceId, texts);
}
