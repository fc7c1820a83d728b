import { isRecord } from '../message/fhir.ts';
import { quote } from '../message/judge.ts';
import { extensionNamed, extensionsOf, KNOWN_ON_ITEM, languageOf, localized, ONLY_OBSERVED } from './extension.ts';
import { type Reading, readQuestion } from './parseQuestion.ts';
import {
  type Question,
  type Questionnaire,
  type QuestionnaireItem,
  questionsOf,
  URL_FORM,
  VERSION_FORM,
} from './questionnaire.ts';

/** Why a questionnaire is refused. `linkId` is null where it is about the whole; `text` is a sentence that names the element. */
export interface QuestionnaireFault {
  readonly linkId: string | null;
  readonly text: string;
}

/** A questionnaire, or every reason why it is none: never both. */
export type ParsedQuestionnaire =
  | { readonly questionnaire: Questionnaire; readonly faults: readonly [] }
  | { readonly questionnaire: null; readonly faults: readonly QuestionnaireFault[] };

type Element = Readonly<Record<string, unknown>>;

/** Limits of one questionnaire: what a patient can be asked at one sitting is far below. */
const MOST_ITEMS = 200;
const MOST_NESTED = 8;

/** Elements of an item that are understood, or say nothing about what an answer means. */
const UNDERSTOOD = new Set([
  'linkId',
  'text',
  '_text',
  'type',
  'required',
  'answerOption',
  'item',
  'extension',
  'code',
  'prefix',
  'definition',
  'id',
]);

/**
 * Reads a FHIR R4 Questionnaire: groups, and questions of the types choice (with `answerOption`), integer (0–10), boolean and text, none
 * repeated and none hanging on another. Whatever else it holds is refused by name: an element that is overlooked could change what an answer
 * means. The last question must be the one whether the patient wants to be contacted. Never throws.
 */
export function parseQuestionnaire(document: unknown): ParsedQuestionnaire {
  const faults: QuestionnaireFault[] = [];
  const refuse: Reading['refuse'] = (linkId, text) => faults.push({ linkId, text });
  const questionnaire = isRecord(document) ? readWhole(document, refuse) : null;
  if (!isRecord(document)) refuse(null, 'It is not a FHIR Questionnaire');
  if (questionnaire && faults.length === 0) return { questionnaire, faults: [] };
  return { questionnaire: null, faults };
}

function readWhole(document: Element, refuse: Reading['refuse']): Questionnaire | null {
  const { resourceType, url, version, status, item, modifierExtension } = document;
  if (resourceType !== 'Questionnaire') {
    refuse(null, `resourceType is ${quote(resourceType)}, not Questionnaire`);
    return null;
  }
  if (modifierExtension !== undefined) refuse(null, 'modifierExtension is not supported: it could change the meaning');
  if (status !== 'active') refuse(null, `status is ${quote(status)}: only an active questionnaire is asked`);
  if (typeof url !== 'string' || !URL_FORM.test(url)) refuse(null, `url ${quote(url)} is not a URI to know it by`);
  if (typeof version !== 'string' || !VERSION_FORM.test(version)) refuse(null, `version ${quote(version)} is none`);
  const reading: Reading = { language: languageOf(document.language), refuse };
  const title = localized(document.title, document._title, reading.language);
  if (!title) refuse(null, 'title is missing');
  const items = readItems(item, reading, 0);
  const questions = questionsOf(items);
  refuseRepeated(items, refuse);
  refuseWithoutContact(questions, refuse);
  if (typeof url !== 'string' || typeof version !== 'string' || !title) return null;
  return { url, version, title, items };
}

function readItems(given: unknown, reading: Reading, depth: number): QuestionnaireItem[] {
  if (!Array.isArray(given) || given.length === 0) {
    reading.refuse(null, depth === 0 ? 'item is missing: it asks nothing' : 'a group without items');
    return [];
  }
  if (depth > MOST_NESTED || given.length > MOST_ITEMS) {
    reading.refuse(null, `more than ${MOST_ITEMS} items beside each other, or ${MOST_NESTED} within each other`);
    return [];
  }
  return given.flatMap((item) => readItem(item, reading, depth) ?? []);
}

function readItem(item: unknown, reading: Reading, depth: number): QuestionnaireItem | null {
  const { refuse } = reading;
  if (!isRecord(item) || typeof item.linkId !== 'string' || !/^[!-~]{1,64}$/.test(item.linkId)) {
    refuse(null, `linkId ${quote(isRecord(item) ? item.linkId : item)} is none`);
    return null;
  }
  const { linkId, type } = item;
  for (const element of Object.keys(item)) {
    if (element === 'repeats' || element === 'readOnly') {
      if (item[element] !== false) refuse(linkId, `${element} is not supported`);
    } else if (element === 'maxLength' ? type !== 'text' : !UNDERSTOOD.has(element)) {
      refuse(linkId, `${element} is not supported`);
    }
  }
  for (const { url } of extensionsOf(item)) {
    if (typeof url !== 'string' || !KNOWN_ON_ITEM.has(url))
      refuse(linkId, `the extension ${quote(url)} is not supported`);
  }
  const text = localized(item.text, item._text, reading.language);
  if (!text) {
    refuse(linkId, 'text is missing');
    return null;
  }
  if (type === 'group') {
    if (extensionNamed(item, ONLY_OBSERVED)) refuse(linkId, 'a group is not answered, and so not observed');
    return { type, linkId, text, items: readItems(item.item, reading, depth + 1) };
  }
  if (item.item !== undefined) refuse(linkId, 'items below a question are not supported');
  return readQuestion(item, { linkId, text, required: item.required === true }, reading);
}

function refuseRepeated(items: readonly QuestionnaireItem[], refuse: Reading['refuse']): void {
  const seen = new Set<string>();
  const visit = (item: QuestionnaireItem) => {
    if (seen.has(item.linkId)) refuse(item.linkId, 'this linkId stands twice');
    seen.add(item.linkId);
    if (item.type === 'group') item.items.forEach(visit);
  };
  items.forEach(visit);
}

/** The patient may always ask to be contacted, whatever else is asked, and is asked so last. */
function refuseWithoutContact(questions: readonly Question[], refuse: Reading['refuse']): void {
  const asking = questions.filter((question) => question.type === 'boolean' && question.contact !== null);
  const last = questions.at(-1);
  if (asking.length === 1 && asking[0] === last) return;
  const missing = 'the last question must be the one, and only one, whether the patient wants to be contacted';
  refuse(asking[0]?.linkId ?? null, missing);
}
