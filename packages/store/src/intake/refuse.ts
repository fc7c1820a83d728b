import type { Decoded, Fault, MessageId, Receipt, RefusedReading } from '@samvakt/contract';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import type { TriageMemory } from '../triage/memory.ts';
import { judgeReceived, lockTriageFor, writeJudged } from '../triage/readings.ts';
import { readAssignments } from './assignment.ts';
import { givenToPatients, identify } from './judged.ts';
import { insertAccounts, readAccounts, receiptOf } from './message.ts';
import { quarantine } from './quarantine.ts';
import type { AddressedReceipt, ReceivedMessage } from './received.ts';
import { withoutRedelivered } from './redelivered.ts';
import { isOfPatient, unnumberedOf } from './unnumbered.ts';

/**
 * Sets aside one message that the store would not take, alone, for a reason that trying again would not change, and tells triage of whom it was, so that somebody looks; not
 * where it is only a device's word about itself.
 * `memory` null: triage is not told, where that is what cannot be done; then it touches as little as possible, since whatever made the message impossible must not come with
 * it. Null when there is nobody or nothing to answer.
 */
export async function refuseMessage(
  client: Queryable,
  message: ReceivedMessage,
  { now, reason, memory }: { now: number; reason: string; memory: TriageMemory | null },
): Promise<AddressedReceipt | null> {
  const { deviceId, decoded, topic, payload, receivedAt } = message;
  const id: MessageId | null = decoded.readable ? messageIdOf(decoded.envelope) : decoded.id;
  const fault: Fault = {
    path: '',
    code: 'store-refused',
    text: `The payload: the store could not take it (${reason})`,
  };
  if (memory !== null && deviceId !== null && isOfPatient(message)) {
    await tellTriage(client, { deviceId, message }, { now, memory });
  }
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

/** Before anything is stored, as in every act on an episode. */
async function tellTriage(
  client: Queryable,
  { deviceId, message }: { deviceId: string; message: ReceivedMessage },
  context: { now: number; memory: TriageMemory },
): Promise<void> {
  const assignments = await readAssignments(client, [deviceId]);
  const unnumbered = identify(message) === null ? unnumberedOf(message, assignments) : null;
  const refused =
    unnumbered?.refused ?? givenToPatients(refusedOf(message.decoded), { deviceId, message }, assignments);
  const locked = await lockTriageFor(client, refused, context);
  const told = unnumbered ? await withoutRedelivered(client, [unnumbered]) : refused;
  await writeJudged(
    client,
    judgeReceived(locked, { readings: [], responses: [], refused: told }, context.now),
    context,
  );
}

/** All that the message held, also what could have been read. */
function refusedOf(decoded: Decoded): RefusedReading[] {
  const code = 'store-refused';
  if (!decoded.readable || decoded.response !== undefined) {
    const response = decoded.readable ? decoded.response : null;
    return [{ code, metric: null, effectiveAt: response?.authoredAt ?? null }];
  }
  const { readings, refused = [] } = decoded;
  return [...readings.map(({ metric, effectiveAt }) => ({ code, metric, effectiveAt }) as const), ...refused];
}

/** A response is one, whatever its faults. */
function receivedIn({ readings, faults, response }: Extract<Decoded, { readable: true }>): number {
  return response === undefined ? readings.length + faults.length : 1;
}

function messageIdOf({ queue, number }: MessageId): MessageId {
  return { queue, number };
}
