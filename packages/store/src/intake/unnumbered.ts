import { parseTopic } from '@samvakt/contract';
import type { Assignments } from './assignment.ts';
import type { ReceivedMessage } from './received.ts';
import type { Spoilt } from './redelivered.ts';

/** Whether a message is of measurements or of answers. What a device says of itself is not about its patient. */
export function isOfPatient({ topic }: Pick<ReceivedMessage, 'topic'>): boolean {
  const kind = parseTopic(topic)?.kind;
  return kind === 'measurements' || kind === 'answers';
}

/**
 * A payload that cannot be read as a message has no running number, so no account and no receipt. It is news all the same of the patient who has the device when it is
 * received: something was sent, and nobody knows what it says, nor of when. Null: it is nobody's.
 */
export function unnumberedOf(message: ReceivedMessage, assignments: Assignments): Spoilt | null {
  const { deviceId, decoded, topic, payload, receivedAt } = message;
  const [fault] = decoded.faults;
  if (deviceId === null || fault === undefined || !isOfPatient(message)) return null;
  const patientId = assignments.patientAt(deviceId, receivedAt);
  if (patientId === undefined) return null;
  const refusal = { patientId, deviceId, metric: null, code: fault.code, effectiveAt: receivedAt, receivedAt };
  return { payload: { deviceId, topic, payload }, refused: [refusal], isNumbered: false };
}
