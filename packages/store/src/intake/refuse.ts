import type { Decoded, Fault, MessageId, Receipt } from '@samvakt/contract';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { insertAccounts, readAccounts, receiptOf } from './message.ts';
import { quarantine } from './quarantine.ts';
import type { AddressedReceipt, ReceivedMessage } from './received.ts';

/**
 * Sets aside one message that the store would not take, alone, for a reason that trying again would not change. It touches as little as
 * possible: whatever made the message impossible must not come with it. Null when there is nobody or nothing to answer.
 */
export async function refuseMessage(
  client: Queryable,
  message: ReceivedMessage,
  { now, reason }: { now: number; reason: string },
): Promise<AddressedReceipt | null> {
  const { deviceId, decoded, topic, payload, receivedAt } = message;
  const id: MessageId | null = decoded.readable ? messageIdOf(decoded.envelope) : decoded.id;
  const fault: Fault = {
    path: '',
    code: 'store-refused',
    text: `The payload: the store could not take it (${reason})`,
  };
  await quarantine(client, [{ topic, deviceId, payload, receivedAt, id, reasons: [fault] }]);
  await appendChanges(client, [
    { kind: 'message-quarantined', occurredAt: now, deviceId: deviceId ?? undefined, data: { codes: [fault.code] } },
  ]);
  if (deviceId === null || id === null) return null;
  const [before] = (await readAccounts(client, [{ deviceId, id }])).values();
  if (before) return { deviceId, receipt: receiptOf(before.account, before.faults) };
  const received = decoded.readable ? receivedIn(decoded) : 0;
  const counts: Receipt['counts'] = { received, stored: 0, duplicates: 0, rejected: received };
  const account = { deviceId, id, receivedAt, sentAt: null, status: 'rejected', counts } as const;
  await insertAccounts(client, [account]);
  return { deviceId, receipt: receiptOf(account, [fault]) };
}

/** A response is one, whatever its faults. */
function receivedIn({ readings, faults, response }: Extract<Decoded, { readable: true }>): number {
  return response === undefined ? readings.length + faults.length : 1;
}

function messageIdOf({ queue, number }: MessageId): MessageId {
  return { queue, number };
}
