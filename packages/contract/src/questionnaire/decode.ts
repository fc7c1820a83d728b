import type { Fault } from '../message/fault.ts';
import { isRecord, recoverFhirId } from '../message/fhir.ts';
import { failure, faultAt, judgeTime, quote } from '../message/judge.ts';
import { parsePayload } from '../message/payload.ts';
import type { Decoded } from '../message/reading.ts';
import { unreadable } from '../message/unreadable.ts';
import { parseCanonical } from './questionnaire.ts';
import type { GivenItem } from './response.ts';

type Element = Readonly<Record<string, unknown>>;

/** Most items of one response; the questionnaires that are taken are far smaller. */
const MOST_ITEMS = 2_000;

/**
 * Reads a FHIR R4 QuestionnaireResponse (https://hl7.org/fhir/R4/questionnaireresponse.html) from `dho/v1/{deviceId}/answers`. Its identifier is that of the message,
 * as in an Observation. The subject is ignored: whose answers they are follows from the device's assignment when they were given. What can
 * only be judged with the questionnaire at hand is left to `judgeAnswers`. Never throws: whatever is wrong comes back as faults.
 */
export function decodeAnswers({ payload, receivedAt }: { payload: Uint8Array; receivedAt: number }): Decoded {
  const parsed = parsePayload(payload);
  if ('failure' in parsed) return unreadable(null, '', parsed.failure);
  const { document, text } = parsed;
  const id = recoverFhirId(document);
  if (!isRecord(document) || document.resourceType !== 'QuestionnaireResponse') {
    const found = quote(isRecord(document) ? document.resourceType : document);
    return unreadable(id, '/resourceType', failure('envelope-invalid', `${found} is not a QuestionnaireResponse`));
  }
  if (!id) {
    const reason = "No identifier of 'urn:uuid:' with the message's running number";
    return unreadable(null, '/identifier', failure('envelope-invalid', reason));
  }
  const faults: Fault[] = [];
  const key = parseCanonical(document.questionnaire);
  if (!key) {
    const reason = `${quote(document.questionnaire)} does not name a questionnaire and its version (url|version)`;
    faults.push(faultAt('/questionnaire', failure('questionnaire-unknown', reason)));
  }
  refuseOddWhole(document, faults);
  const authoredAt = judgeTime(document.authored, receivedAt);
  if (typeof authoredAt !== 'number') faults.push(faultAt('/authored', authoredAt));
  const items: GivenItem[] = [];
  if (document.item !== undefined) readItems(document.item, '/item', items, faults);
  const envelope = { ...id, sentAt: null };
  const whole = key !== null && typeof authoredAt === 'number' && faults.length === 0;
  const response = whole ? { ...key, authoredAt, items, text } : null;
  return { readable: true, envelope, readings: [], response, faults };
}

function refuseOddWhole({ status, modifierExtension }: Element, faults: Fault[]): void {
  if (status !== 'completed' && status !== 'amended') {
    const reason = `${quote(status)} is not a status to act upon`;
    faults.push(faultAt('/status', failure('response-refused', reason)));
  }
  if (modifierExtension !== undefined) {
    const reason = 'it has a modifier extension, which could change its meaning';
    faults.push(faultAt('/modifierExtension', failure('response-refused', reason)));
  }
}

/** Every item with an answer, whatever groups it stands in: the groups mean nothing for what was answered. */
function readItems(given: unknown, path: string, items: GivenItem[], faults: Fault[]): void {
  if (!Array.isArray(given)) {
    faults.push(faultAt(path, failure('response-invalid', `${quote(given)} is not a list of items`)));
    return;
  }
  for (const [index, item] of given.entries()) {
    const place = `${path}/${index}`;
    if (!isRecord(item) || typeof item.linkId !== 'string' || items.length + faults.length >= MOST_ITEMS) {
      const reason = `${quote(item)} is not an item with a linkId, or one too many`;
      faults.push(faultAt(place, failure('response-invalid', reason)));
      return;
    }
    const { linkId, answer, item: below } = item;
    if (below !== undefined) readItems(below, `${place}/item`, items, faults);
    if (answer === undefined) continue;
    if (Array.isArray(answer)) items.push({ linkId, path: place, answers: answer });
    else faults.push(faultAt(`${place}/answer`, failure('response-invalid', `${quote(answer)} is not a list`)));
  }
}
