import { setImmediate as immediate } from 'node:timers/promises';
import type { Fault, MessageId } from '@samvakt/contract';
import { appendChanges, type NewChange } from '../change.ts';
import { type Queryable, sqlState } from '../database.ts';
import type { TriageContext } from '../triage/memory.ts';
import { judgeReceived, lockTriageFor, writeJudged } from '../triage/readings.ts';
import { answerAgain } from './answerAgain.ts';
import { type Assignments, noteHeard, readAssignments } from './assignment.ts';
import { accountOf, type Identified, identify, type Judged, judge } from './judged.ts';
import { insertAllMeasurements, insertMissingMeasurements } from './measurement.ts';
import { AccountExistsError, insertAccounts, type MessageAccount, readAccounts, receiptOf } from './message.ts';
import { quarantine } from './quarantine.ts';
import type {
  AddressedReceipt,
  PatientReading,
  PatientRefusal,
  PatientResponse,
  QuarantinedPayload,
  ReceivedMessage,
} from './received.ts';
import { type Spoilt, withoutRedelivered } from './redelivered.ts';
import { insertAllResponses, insertMissingResponses, type JudgedWith } from './response.ts';
import { unnumberedOf } from './unnumbered.ts';

/**
 * The write path of device messages; one transaction's worth. Every measurement of every message, and every response to a questionnaire, ends in exactly one of three places: stored,
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

async function storeDistinct(
  client: Queryable,
  messages: readonly Sorted[],
  context: TriageContext,
): Promise<AddressedReceipt[]> {
  const deviceIds = [...new Set(messages.flatMap(({ message }) => message.deviceId ?? []))].sort();
  const assignments = await readAssignments(client, deviceIds);
  const quarantined: QuarantinedPayload[] = [];
  const answerable: Identified[] = [];
  const unnumbered: Spoilt[] = [];
  for (const { message, known } of messages) {
    if (known && assignments.isRegistered(known.deviceId)) {
      answerable.push(known);
      continue;
    }
    // Nobody to answer, or nothing to answer to: no account, but nothing is thrown away.
    quarantined.push(wholePayload(message, known?.id ?? null, reasonsWithoutAccount(message, assignments)));
    const news = unnumberedOf(message, assignments);
    if (news) unnumbered.push(news);
  }
  const asked = answerable.flatMap(({ message: { decoded } }) => (decoded.readable ? (decoded.response ?? []) : []));
  const judgedWith = { assignments, questionnaires: await context.memory.questionnaires.read(client, asked) };
  const judged = answerable.map((known, place) => judge(known, judgedWith, place));
  const all = {
    readings: judged.flatMap((message) => message.readings),
    responses: judged.flatMap((message) => message.responses),
    refused: judged.flatMap((message) => message.refused),
  };
  // Locked before anything is stored, as in every act on an episode.
  const concerned = [
    ...all.readings,
    ...all.responses,
    ...all.refused,
    ...unnumbered.flatMap(({ refused }) => refused),
  ];
  const locked = await lockTriageFor(client, concerned, context);
  const unreadable = await withoutRedelivered(client, unnumbered);
  const judgeStored = ({ readings, responses, refused }: Stored) =>
    judgeReceived(locked, { readings, responses, refused: [...refused, ...unreadable] }, context.now);
  // While the database stores them, they are judged as if all were new; which is pure, and done again when they were not.
  const [allNew, ifAllNew] = await Promise.all([storeAllNew(client, judged), later(() => judgeStored(all))]);
  const outcome = allNew ?? (await storeWhatIsNew(client, answerable, judgedWith, quarantined));
  for (const { known, faults } of outcome.answered) {
    if (faults.length > 0) quarantined.push(wholePayload(known.message, known.id, faults));
  }
  await writeJudged(client, allNew ? ifAllNew : judgeStored(outcome), context);
  await quarantineAndTell(client, quarantined, context.now);
  await noteHeard(client, newestByDevice(messages, assignments));
  return outcome.receipts;
}

/** What came of the messages: the readings and responses that are new, the messages whose accounts are new, and the receipts of all. */
type Stored = {
  readings: readonly PatientReading[];
  responses: readonly PatientResponse[];
  refused: readonly PatientRefusal[];
};
type Outcome = Stored & { answered: readonly Judged[]; receipts: AddressedReceipt[] };

const UNIQUE_VIOLATION = '23505';

/**
 * Nearly always every message and every measurement is new, and then plain inserts are half as dear as looking first and for conflicts row by
 * row. So that is tried first, and taken back when it meets something that is there already: then null.
 */
async function storeAllNew(client: Queryable, judged: readonly Judged[]): Promise<Outcome | null> {
  if (judged.length === 0) return { readings: [], responses: [], refused: [], answered: [], receipts: [] };
  const readings = judged.flatMap((message) => message.readings);
  const responses = judged.flatMap((message) => message.responses);
  const accounts = judged.map((message) => accountOf(message, message.readings.length + message.responses.length));
  const sent = await Promise.allSettled([
    client.query('savepoint before_all_new'),
    insertAllMeasurements(client, readings),
    insertAllResponses(client, responses),
    insertAccounts(client, accounts),
    client.query('release savepoint before_all_new'),
  ]);
  // What failed first is the reason; what was sent after it failed because of it.
  const failed = sent.find((answer) => answer.status === 'rejected');
  if (failed === undefined) {
    const refused = judged.flatMap((message) => message.refused);
    return { readings, responses, refused, answered: judged, receipts: receiptsOf(judged, accounts) };
  }
  const error: unknown = failed.reason;
  if (!(error instanceof AccountExistsError) && sqlState(error) !== UNIQUE_VIOLATION) throw error;
  await client.query('rollback to savepoint before_all_new');
  return null;
}

/** After what has been sent to the database is on its way. */
async function later<Result>(work: () => Result): Promise<Result> {
  await immediate();
  return work();
}

async function storeWhatIsNew(
  client: Queryable,
  answerable: readonly Identified[],
  judgedWith: JudgedWith,
  quarantined: QuarantinedPayload[],
): Promise<Outcome> {
  const accountsBefore = await readAccounts(client, answerable);
  const judged: Judged[] = [];
  const receipts: AddressedReceipt[] = [];
  const spoilt: Spoilt[] = [];
  for (const known of answerable) {
    const before = accountsBefore.get(known.key);
    if (!before) {
      judged.push(judge(known, judgedWith, judged.length));
      continue;
    }
    const { answer, keep, refused } = await answerAgain(client, known, before, judgedWith);
    receipts.push(answer);
    if (keep.length === 0) continue;
    quarantined.push(wholePayload(known.message, known.id, keep));
    const { topic, payload } = known.message;
    spoilt.push({ payload: { deviceId: known.deviceId, topic, payload }, refused, isNumbered: true });
  }
  const measured = judged.flatMap((message) => message.readings);
  const isNew = await insertMissingMeasurements(client, measured);
  const readings = measured.filter((_, place) => isNew[place]);
  const given = judged.flatMap((message) => message.responses);
  const isNewResponse = await insertMissingResponses(client, given);
  const responses = given.filter((_, place) => isNewResponse[place]);
  const storedOf = new Array<number>(judged.length).fill(0);
  for (const { message } of [...readings, ...responses]) storedOf[message] = (storedOf[message] ?? 0) + 1;
  const accounts = judged.map((message, place) => accountOf(message, storedOf[place] ?? 0));
  await insertAccounts(client, accounts);
  const refused = [...judged.flatMap((message) => message.refused), ...(await withoutRedelivered(client, spoilt))];
  return { readings, responses, refused, answered: judged, receipts: [...receipts, ...receiptsOf(judged, accounts)] };
}

function receiptsOf(judged: readonly Judged[], accounts: readonly MessageAccount[]): AddressedReceipt[] {
  return accounts.map((account, place) => ({
    deviceId: account.deviceId,
    receipt: receiptOf(account, judged[place]?.faults ?? []),
  }));
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
