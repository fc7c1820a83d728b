import type { Fault, FaultCode, Receipt, RefusedReading } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { givenToPatients, type Identified, type Judged, judge } from './judged.ts';
import { findUnstored } from './measurement.ts';
import { type MessageAccount, receiptOf } from './message.ts';
import type { AddressedReceipt, PatientReading, PatientRefusal } from './received.ts';
import { countUnstoredResponses, type JudgedWith } from './response.ts';

/** What a message under a known number comes to. */
export type Again = {
  answer: AddressedReceipt;
  /** Why its payload is to be kept, empty where it says nothing that the first did not say; and of whom it is then news, if its bytes have not come before. */
  keep: readonly Fault[];
  refused: readonly PatientRefusal[];
};

/**
 * The receipt that the message got the first time. When it now holds something that was not in it then, a gateway has used a number twice: it is told so, and the caller keeps
 * the payload and tells triage. What cannot be read is always kept: nobody can tell what it holds.
 */
export async function answerAgain(
  client: Queryable,
  known: Identified,
  { account, faults }: { account: MessageAccount; faults: Fault[] },
  judgedWith: JudgedWith,
): Promise<Again> {
  const { deviceId } = known;
  const { decoded } = known.message;
  const judged = judge(known, judgedWith, 0);
  const unstored = await findUnstored(client, judged.readings);
  const unstoredResponses = await countUnstoredResponses(client, judged.responses);
  const rejected = unstored.length + unstoredResponses + neverTaken(judged);
  const isOther = decoded.readable ? rejected > account.counts.rejected : wasReadable(account);
  if (!isOther) {
    const answer = { deviceId, receipt: receiptOf(account, faults) };
    return decoded.readable
      ? { answer, keep: [], refused: [] }
      : { answer, keep: judged.faults, refused: judged.refused };
  }
  const { queue, number } = known.id;
  const text = `The payload: message ${number} of queue ${queue} was received before with ${otherIn(judged)}`;
  const conflict: Fault = { path: '', code: 'message-conflict', text };
  const duplicates = judged.readings.length - unstored.length + judged.responses.length - unstoredResponses;
  const counts = { received: duplicates + rejected, stored: 0, duplicates, rejected };
  const receipt: Receipt = { queue, number, status: 'rejected', counts, faults: [conflict] };
  const doubted = givenToPatients(inDoubt(unstored, judged, unstoredResponses), known, judgedWith.assignments);
  return {
    answer: { deviceId, receipt },
    keep: [conflict, ...judged.faults],
    refused: [...doubted, ...judged.refused],
  };
}

/** What a message that was taken once may be refused for when it comes again: time has passed, or a loan has been ended since. */
const SINCE: ReadonlySet<FaultCode> = new Set(['time-too-old', 'device-unassigned']);

/** How much of a message would not have been taken at any time. A response is one, however many faults it has. */
function neverTaken({ known, faults }: Judged): number {
  const { decoded } = known.message;
  if (!decoded.readable) return 0;
  const ever = faults.filter(({ code }) => !SINCE.has(code)).length;
  return decoded.response === undefined ? ever : Math.min(ever, 1);
}

/** Of a message that could not be read nothing was counted, and it was rejected. */
function wasReadable({ status, counts }: MessageAccount): boolean {
  return status !== 'rejected' || counts.received > 0;
}

function otherIn({ known: { message } }: Judged): string {
  const { decoded } = message;
  if (!decoded.readable) return 'other content';
  return decoded.response === undefined ? 'other measurements' : 'other answers';
}

/** What would have been taken under a number of its own. */
function inDoubt(
  unstored: readonly PatientReading[],
  { responses }: Judged,
  unstoredResponses: number,
): RefusedReading[] {
  const code = 'message-conflict';
  const answers = unstoredResponses === 0 ? [] : responses;
  return [
    ...unstored.map(({ metric, effectiveAt }) => ({ code, metric, effectiveAt }) as const),
    ...answers.map(({ authoredAt }) => ({ code, metric: null, effectiveAt: authoredAt }) as const),
  ];
}
