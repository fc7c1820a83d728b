import { parseTopic } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import type { Assignments } from './assignment.ts';
import { keyOfKept, readFirstReceived } from './quarantine.ts';
import type { PatientRefusal, ReceivedMessage } from './received.ts';

/*
 * A payload that cannot be read as a message has no running number, so no account and no receipt. It is news all the same of whoever has the device when it is received: something
 * was sent, and nobody knows what it says. Only its bytes tell whether it has come before.
 */

/** The same bytes of the same device within this time are one payload, delivered again. *Assumption.* */
const ONE_PAYLOAD_MS = 24 * 3_600_000;

/** A payload without a number, with what it is news of. */
export type Unnumbered = { refusal: PatientRefusal; key: string; message: ReceivedMessage & { deviceId: string } };

/** Whether a message is of measurements or of answers. What a device says of itself is not about its patient. */
export function isOfPatient({ topic }: Pick<ReceivedMessage, 'topic'>): boolean {
  const kind = parseTopic(topic)?.kind;
  return kind === 'measurements' || kind === 'answers';
}

/** Nobody's, or of the patient who has the device when it is received: no instant of its own can be known. */
export function unnumberedOf(message: ReceivedMessage, assignments: Assignments): Unnumbered | null {
  const { deviceId, decoded, receivedAt } = message;
  const [fault] = decoded.faults;
  if (deviceId === null || fault === undefined || !isOfPatient(message)) return null;
  const patientId = assignments.patientAt(deviceId, receivedAt);
  if (patientId === undefined) return null;
  const refusal = { patientId, deviceId, metric: null, code: fault.code, effectiveAt: receivedAt, receivedAt };
  const whole = { ...message, deviceId };
  return { refusal, key: keyOfKept(whole), message: whole };
}

/**
 * What of it triage is to hear: not what has come within the day. What comes again later may be a device that goes on sending the same, and is marked as such.
 * To be asked when the triage of the patients is locked: of two workers that are brought the same bytes, the second finds them in quarantine.
 */
export async function withoutRedelivered(
  client: Queryable,
  unnumbered: readonly Unnumbered[],
): Promise<PatientRefusal[]> {
  if (unnumbered.length === 0) return [];
  const first = await readFirstReceived(
    client,
    unnumbered.map(({ message }) => message),
  );
  const told: PatientRefusal[] = [];
  for (const { refusal, key } of unnumbered) {
    const firstAt = first.get(key);
    if (firstAt === undefined) told.push(refusal);
    else if (refusal.receivedAt - firstAt >= ONE_PAYLOAD_MS) told.push({ ...refusal, again: true });
    // The same again in one batch.
    first.set(key, refusal.receivedAt);
  }
  return told;
}
