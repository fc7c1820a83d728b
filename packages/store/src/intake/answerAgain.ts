import type { Fault } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { type Identified, judge } from './judged.ts';
import { countUnstored } from './measurement.ts';
import { type MessageAccount, receiptOf } from './message.ts';
import type { AddressedReceipt } from './received.ts';
import { countUnstoredResponses, type JudgedWith } from './response.ts';

/**
 * The receipt that the message got the first time. When it now holds readings or answers that were not in it then, a gateway has used a number twice:
 * it is told so, and the caller keeps the payload with `conflict`.
 */
export async function answerAgain(
  client: Queryable,
  known: Identified,
  { account, faults }: { account: MessageAccount; faults: Fault[] },
  judgedWith: JudgedWith,
): Promise<{ answer: AddressedReceipt; conflict: Fault | null }> {
  const { deviceId } = known;
  const { readings, responses } = judge(known, judgedWith, 0);
  const unstored =
    (readings.length === 0 ? 0 : await countUnstored(client, readings)) +
    (await countUnstoredResponses(client, responses));
  if (unstored <= account.counts.rejected) {
    return { answer: { deviceId, receipt: receiptOf(account, faults) }, conflict: null };
  }
  const { queue, number } = known.id;
  const text = `The payload: message ${number} of queue ${queue} was received before with ${responses.length > 0 ? 'other answers' : 'other measurements'}`;
  const conflict: Fault = { path: '', code: 'message-conflict', text };
  const received = readings.length + responses.length;
  const counts = { received, stored: 0, duplicates: received - unstored, rejected: unstored };
  return { answer: { deviceId, receipt: { queue, number, status: 'rejected', counts, faults: [conflict] } }, conflict };
}
