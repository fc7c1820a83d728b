import type { Fault, GivenResponse, MessageId, ReceiptStatus, RefusedReading } from '@samvakt/contract';
import type { Assignments } from './assignment.ts';
import { keyOf, type MessageAccount } from './message.ts';
import type { PatientReading, PatientRefusal, PatientResponse, ReceivedMessage } from './received.ts';
import { type JudgedWith, judgeResponse } from './response.ts';

/** A message that can be answered: its device, its id, and both as one key. */
export type Identified = { message: ReceivedMessage; deviceId: string; id: MessageId; key: string };

export function identify(message: ReceivedMessage): Identified | null {
  const { deviceId, decoded } = message;
  const id = decoded.readable ? decoded.envelope : decoded.id;
  return deviceId !== null && id ? { message, deviceId, id, key: keyOf(deviceId, id) } : null;
}

/** A message with what it holds given to its patients: readings, or one response, and what was refused of them. `place` is its place in the batch, which these bear too. */
export type Judged = {
  known: Identified;
  readings: PatientReading[];
  responses: PatientResponse[];
  refused: PatientRefusal[];
  faults: Fault[];
};

/** Gives each reading and the response its patient, or the fault that nobody had the device; and judges the response. */
export function judge(known: Identified, judgedWith: JudgedWith, place: number): Judged {
  const { assignments } = judgedWith;
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
  const responses: PatientResponse[] = [];
  if (decoded.readable && decoded.response) {
    const judged = judgeResponse(decoded.response, { deviceId, receivedAt, place }, judgedWith);
    if ('response' in judged) responses.push(judged.response);
    else faults.push(...judged.faults);
  }
  return { known, readings, responses, refused: refusalsOf(known, faults, assignments), faults };
}

function refusalsOf(known: Identified, faults: readonly Fault[], assignments: Assignments): PatientRefusal[] {
  const { decoded } = known.message;
  const response = decoded.readable ? decoded.response : null;
  const refused = decoded.readable && response === undefined ? (decoded.refused ?? []) : wholeOf(faults, response);
  return givenToPatients(refused, known, assignments);
}

/** Nobody's, or somebody's to look at, once for each metric and reason. What has no instant of its own is news of whoever has the device. */
export function givenToPatients(
  refused: readonly RefusedReading[],
  { deviceId, message: { receivedAt } }: Pick<Identified, 'deviceId' | 'message'>,
  assignments: Assignments,
): PatientRefusal[] {
  const once = new Map<string, PatientRefusal>();
  for (const { code, metric, effectiveAt: at } of refused) {
    const effectiveAt = at ?? receivedAt;
    const patientId = assignments.patientAt(deviceId, effectiveAt);
    const key = `${patientId} ${metric} ${code}`;
    if (patientId === undefined || once.has(key)) continue;
    once.set(key, { patientId, deviceId, metric, code, effectiveAt, receivedAt });
  }
  return [...once.values()];
}

function wholeOf([first]: readonly Fault[], response: GivenResponse | null | undefined): RefusedReading[] {
  if (first === undefined) return [];
  return [{ code: first.code, metric: null, effectiveAt: response?.authoredAt ?? null }];
}

export function accountOf({ known, readings, responses, faults }: Judged, stored: number): MessageAccount {
  const { queue, number } = known.id;
  const { receivedAt, decoded } = known.message;
  // A response is one, however many faults it has. Of a message that could not be read nobody knows how many measurements it held; its faults are about the message.
  const good = readings.length + responses.length;
  const rejected = decoded.readable ? (decoded.response === undefined ? faults.length : 1 - responses.length) : 0;
  const counts = { received: good + rejected, stored, duplicates: good - stored, rejected };
  const sentAt = decoded.readable ? decoded.envelope.sentAt : null;
  const status = statusOf(good, faults.length);
  return { deviceId: known.deviceId, id: { queue, number }, receivedAt, sentAt, status, counts };
}

function statusOf(good: number, faults: number): ReceiptStatus {
  if (faults === 0) return 'accepted';
  return good > 0 ? 'partly-accepted' : 'rejected';
}
