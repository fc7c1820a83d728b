import type { Fault, MessageId, ReceiptStatus } from '@samvakt/contract';
import { appendChanges, type NewChange } from '../change.ts';
import type { Queryable } from '../database.ts';
import { applyReadings, type TriageContext } from '../triage/apply.ts';
import { type Assignments, noteHeard, readAssignments } from './assignment.ts';
import { countUnstored, insertMeasurements } from './measurement.ts';
import { insertAccounts, keyOf, type MessageAccount, readAccounts, receiptOf } from './message.ts';
import { quarantine } from './quarantine.ts';
import type { AddressedReceipt, PatientReading, QuarantinedPayload, ReceivedMessage } from './received.ts';

/**
 * The write path of device messages; one transaction's worth. Every measurement of every message ends in exactly one of three places: stored,
 * known as a duplicate, or in quarantine with its reason, and the message's account says how many of each. A message that comes again gets
 * the receipt that it got the first time. Returns the receipts to send after the commit, in the order of the messages.
 */
export async function storeBatch(
  client: Queryable,
  messages: readonly ReceivedMessage[],
  context: TriageContext,
): Promise<AddressedReceipt[]> {
  const { first, again } = splitRepeated(messages);
  const receipts = await storeDistinct(client, first, context);
  // The same message twice in one batch: the second is a redelivery of the first.
  return again.length === 0 ? receipts : [...receipts, ...(await storeBatch(client, again, context))];
}

/** A message that can be answered: its device, its id, and both as one key. */
type Identified = { message: ReceivedMessage; deviceId: string; id: MessageId; key: string };
type Sorted = { message: ReceivedMessage; known: Identified | null };

function splitRepeated(messages: readonly ReceivedMessage[]) {
  const seen = new Set<string>();
  const first: Sorted[] = [];
  const again: ReceivedMessage[] = [];
  for (const message of messages) {
    const known = identify(message);
    if (known && seen.has(known.key)) again.push(message);
    else first.push({ message, known });
    if (known) seen.add(known.key);
  }
  return { first, again };
}

function identify(message: ReceivedMessage): Identified | null {
  const { deviceId, decoded } = message;
  const id = decoded.readable ? decoded.envelope : decoded.id;
  return deviceId !== null && id ? { message, deviceId, id, key: keyOf(deviceId, id) } : null;
}

async function storeDistinct(
  client: Queryable,
  messages: readonly Sorted[],
  context: TriageContext,
): Promise<AddressedReceipt[]> {
  const identified = messages.flatMap(({ known }) => known ?? []);
  const deviceIds = [...new Set(messages.flatMap(({ message }) => message.deviceId ?? []))].sort();
  const [assignments, accounts] = await Promise.all([
    readAssignments(client, deviceIds),
    readAccounts(client, identified),
  ]);
  const fresh: Fresh[] = [];
  const quarantined: QuarantinedPayload[] = [];
  const receipts: AddressedReceipt[] = [];
  for (const { message, known } of messages) {
    if (!known || !assignments.isRegistered(known.deviceId)) {
      // Nobody to answer, or nothing to answer to: no account, but nothing is thrown away.
      quarantined.push(wholePayload(message, known?.id ?? null, reasonsWithoutAccount(message, assignments)));
      continue;
    }
    const account = accounts.get(known.key);
    if (account) receipts.push(await answerAgain(client, known, account, assignments, quarantined));
    else fresh.push(judge(known, assignments, fresh.length));
  }
  receipts.push(...(await storeFresh(client, fresh, quarantined, context)));
  await quarantineAndTell(client, quarantined, context.now);
  await noteHeard(client, newestByDevice(messages, assignments));
  return receipts;
}

type Fresh = { known: Identified; readings: PatientReading[]; faults: Fault[] };

/** Gives each reading its patient, or the fault that nobody had the device. */
function judge(known: Identified, assignments: Assignments, place: number): Fresh {
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

async function storeFresh(
  client: Queryable,
  fresh: readonly Fresh[],
  quarantined: QuarantinedPayload[],
  context: TriageContext,
): Promise<AddressedReceipt[]> {
  if (fresh.length === 0) return [];
  const readings = fresh.flatMap((message) => message.readings);
  const isNew = await insertMeasurements(client, readings);
  const storedOf = new Array<number>(fresh.length).fill(0);
  const stored = readings.filter((reading, place) => {
    if (isNew[place]) storedOf[reading.message] = (storedOf[reading.message] ?? 0) + 1;
    return isNew[place];
  });
  const accounts = fresh.map((message, place) => accountOf(message, storedOf[place] ?? 0));
  await insertAccounts(client, accounts);
  for (const { known, faults } of fresh) {
    if (faults.length > 0) quarantined.push(wholePayload(known.message, known.id, faults));
  }
  await applyReadings(client, stored, context);
  return accounts.map((account, place) => ({
    deviceId: account.deviceId,
    receipt: receiptOf(account, fresh[place]?.faults ?? []),
  }));
}

function accountOf({ known, readings, faults }: Fresh, stored: number): MessageAccount {
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

/**
 * The receipt that the message got the first time. When it now holds readings that were not in it then, a gateway has used a number twice:
 * it is told so, and the payload is kept.
 */
async function answerAgain(
  client: Queryable,
  known: Identified,
  { account, faults }: { account: MessageAccount; faults: Fault[] },
  assignments: Assignments,
  quarantined: QuarantinedPayload[],
): Promise<AddressedReceipt> {
  const { deviceId } = known;
  const { readings } = judge(known, assignments, 0);
  const unstored = readings.length === 0 ? 0 : await countUnstored(client, readings);
  if (unstored <= account.counts.rejected) {
    return { deviceId, receipt: receiptOf(account, faults) };
  }
  const { queue, number } = known.id;
  const text = `The payload: message ${number} of queue ${queue} was received before with other measurements`;
  const conflict: Fault = { path: '', code: 'message-conflict', text };
  quarantined.push(wholePayload(known.message, { queue, number }, [conflict]));
  const counts = { received: readings.length, stored: 0, duplicates: readings.length - unstored, rejected: unstored };
  return { deviceId, receipt: { queue, number, status: 'rejected', counts, faults: [conflict] } };
}

function reasonsWithoutAccount(message: ReceivedMessage, assignments: Assignments): readonly Fault[] {
  const { deviceId, decoded, topic } = message;
  if (deviceId === null || assignments.isRegistered(deviceId)) return decoded.faults;
  const text = `The payload: the device ${deviceId} of the topic ${topic} is not registered`;
  return [{ path: '', code: 'device-unknown', text }, ...decoded.faults];
}

function wholePayload(message: ReceivedMessage, id: MessageId | null, reasons: readonly Fault[]): QuarantinedPayload {
  const { topic, deviceId, payload, receivedAt } = message;
  return { topic, deviceId, payload, receivedAt, id, reasons };
}

async function quarantineAndTell(client: Queryable, payloads: readonly QuarantinedPayload[], now: number) {
  const kept = await quarantine(client, payloads);
  await appendChanges(
    client,
    kept.map(
      ({ deviceId, reasons }): NewChange => ({
        kind: 'message-quarantined',
        occurredAt: now,
        deviceId: deviceId ?? undefined,
        data: { codes: [...new Set(reasons.map((reason) => reason.code))] },
      }),
    ),
  );
}

function newestByDevice(messages: readonly Sorted[], assignments: Assignments): Map<string, number> {
  const newest = new Map<string, number>();
  for (const { message } of messages) {
    const { deviceId, receivedAt } = message;
    if (deviceId === null || !assignments.isRegistered(deviceId)) continue;
    newest.set(deviceId, Math.max(newest.get(deviceId) ?? 0, receivedAt));
  }
  return newest;
}
