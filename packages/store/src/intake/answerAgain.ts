import type { Fault } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import type { Assignments } from './assignment.ts';
import { type Identified, judge } from './judged.ts';
import { countUnstored } from './measurement.ts';
import { type MessageAccount, receiptOf } from './message.ts';
import type { AddressedReceipt } from './received.ts';

/**
 * The receipt that the message got the first time. When it now holds readings that were not in it then, a gateway has used a number twice:
 * it is told so, and the caller keeps the payload with `conflict`.
 */
export async function answerAgain(
  client: Queryable,
  known: Identified,
  { account, faults }: { account: MessageAccount; faults: Fault[] },
  assignments: Assignments,
): Promise<{ answer: AddressedReceipt; conflict: Fault | null }> {
  const { deviceId } = known;
  const { readings } = judge(known, assignments, 0);
  const unstored = readings.length === 0 ? 0 : await countUnstored(client, readings);
  if (unstored <= account.counts.rejected) {
    return { answer: { deviceId, receipt: receiptOf(account, faults) }, conflict: null };
  }
  const { queue, number } = known.id;
  const text = `The payload: message ${number} of queue ${queue} was received before with other measurements`;
  const conflict: Fault = { path: '', code: 'message-conflict', text };
  const counts = { received: readings.length, stored: 0, duplicates: readings.length - unstored, rejected: unstored };
  return { answer: { deviceId, receipt: { queue, number, status: 'rejected', counts, faults: [conflict] } }, conflict };
}
