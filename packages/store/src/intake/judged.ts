import type { Fault, MessageId, ReceiptStatus } from '@samvakt/contract';
import type { Assignments } from './assignment.ts';
import { keyOf, type MessageAccount } from './message.ts';
import type { PatientReading, ReceivedMessage } from './received.ts';

/** A message that can be answered: its device, its id, and both as one key. */
export type Identified = { message: ReceivedMessage; deviceId: string; id: MessageId; key: string };

export function identify(message: ReceivedMessage): Identified | null {
  const { deviceId, decoded } = message;
  const id = decoded.readable ? decoded.envelope : decoded.id;
  return deviceId !== null && id ? { message, deviceId, id, key: keyOf(deviceId, id) } : null;
}

/** A message with its readings given to their patients. `place` is its place in the batch, which its readings bear too. */
export type Judged = { known: Identified; readings: PatientReading[]; faults: Fault[] };

/** Gives each reading its patient, or the fault that nobody had the device. */
export function judge(known: Identified, assignments: Assignments, place: number): Judged {
  const { deviceId } = known;
  const { decoded, receivedAt } = known.message;
  const readings: PatientReading[] = [];
  const faults: Fault[] = [...decoded.faults];
  for (const { metric, effectiveAt, value, path } of decoded.readable ? decoded.readings : []) {
    const patientId = assignments.patientAt(deviceId, effectiveAt);
    if (patientId !== undefined) {
      readings.push({ patientId, deviceId, metric, effectiveAt, value, receivedAt, message: place });
    } else {
      const text = `${path}: nobody had the device ${deviceId} at ${new Date(effectiveAt).toISOString()}`;
      faults.push({ path, code: 'device-unassigned', text });
    }
  }
  return { known, readings, faults };
}

export function accountOf({ known, readings, faults }: Judged, stored: number): MessageAccount {
  const { queue, number } = known.id;
  const { receivedAt, decoded } = known.message;
  // Of a message that could not be read nobody knows how many measurements it held; its faults are about the message.
  const rejected = decoded.readable ? faults.length : 0;
  const counts = { received: readings.length + rejected, stored, duplicates: readings.length - stored, rejected };
  const sentAt = decoded.readable ? decoded.envelope.sentAt : null;
  const status = statusOf(readings.length, faults.length);
  return { deviceId: known.deviceId, id: { queue, number }, receivedAt, sentAt, status, counts };
}

function statusOf(good: number, faults: number): ReceiptStatus {
  if (faults === 0) return 'accepted';
  return good > 0 ? 'partly-accepted' : 'rejected';
}
