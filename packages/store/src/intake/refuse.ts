import type { Decoded, Fault, MessageId, Receipt, RefusedReading } from '@samvakt/contract';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import type { TriageMemory } from '../triage/memory.ts';
import { judgeReceived, lockTriageFor, writeJudged } from '../triage/readings.ts';
import { markUnjudged } from '../triage/unjudged.ts';
import { readAssignments } from './assignment.ts';
import { givenToPatients, identify } from './judged.ts';
import { insertAccounts, readAccounts, receiptOf } from './message.ts';
import { quarantine } from './quarantine.ts';
import type { AddressedReceipt, ReceivedMessage } from './received.ts';
import { withoutRedelivered } from './redelivered.ts';
import { isOfPatient, unnumberedOf } from './unnumbered.ts';

/**
 * Whom to tell that a message is set aside: triage, which asks somebody to look; where triage itself is what cannot be told, those who read the patient's status, which is
 * not known from then on; or nobody, where neither can be done: then as little as possible is touched, since whatever made the message impossible must not come with it.
 */
type Telling = TriageMemory | 'who reads' | 'nobody';

/**
 * Sets aside one message that the store would not take, alone, for a reason that trying again would not change, and tells triage of whom it was, so that somebody looks; not
 * where it is only a device's word about itself. Null when there is nobody or nothing to answer.
 */
export async function refuseMessage(
  client: Queryable,
  message: ReceivedMessage,
  { now, reason, tell }: { now: number; reason: string; tell: Telling },
): Promise<AddressedReceipt | null> {
  const { deviceId, decoded, topic, payload, receivedAt } = message;
  const id: MessageId | null = decoded.readable ? messageIdOf(decoded.envelope) : decoded.id;
  const fault: Fault = {
    path: '',
    code: 'store-refused',
    text: `The payload: the store could not take it (${reason})`,
  };
  if (tell !== 'nobody' && deviceId !== null && isOfPatient(message)) {
    await tellOf(client, { deviceId, message }, { now, tell });
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
async function tellOf(
  client: Queryable,
  { deviceId, message }: { deviceId: string; message: ReceivedMessage },
  { now, tell }: { now: number; tell: Exclude<Telling, 'nobody'> },
): Promise<void> {
  const assignments = await readAssignments(client, [deviceId]);
  const unnumbered = identify(message) === null ? unnumberedOf(message, assignments) : null;
  const refused =
    unnumbered?.refused ?? givenToPatients(refusedOf(message.decoded), { deviceId, message }, assignments);
  if (tell === 'who reads') {
    await markUnjudged(client, [...new Set(refused.map(({ patientId }) => patientId))], { deviceId, now });
    return;
  }
  const context = { now, memory: tell };
  const locked = await lockTriageFor(client, refused, context);
  const told = unnumbered ? await withoutRedelivered(client, [unnumbered]) : refused;
  await writeJudged(client, judgeReceived(locked, { readings: [], responses: [], refused: told }, now), context);
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
