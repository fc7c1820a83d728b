import type { LocalizedText } from '../api/scalars.ts';

/*
 * A questionnaire as the platform understands it, read from a FHIR R4 Questionnaire (https://hl7.org/fhir/R4/questionnaire.html) by
 * `parseQuestionnaire`. What is stored and shown to a patient is the FHIR resource itself; this is what judges its answers.
 */

/** From the best to the worst: the higher place is the worse colour. */
export const COLOURS = ['green', 'yellow', 'red'] as const;
export type Colour = (typeof COLOURS)[number];

/** Which questionnaire: its canonical URL and its version there, never one without the other. */
export interface QuestionnaireKey {
  readonly url: string;
  readonly version: string;
}

/** One version of a questionnaire, with its groups and questions in the order in which they are asked. */
export interface Questionnaire extends QuestionnaireKey {
  readonly title: LocalizedText;
  readonly items: readonly QuestionnaireItem[];
}

/** A group holds questions and groups; a question holds no other. */
export type QuestionnaireItem = QuestionGroup | Question;

interface QuestionGroup {
  readonly type: 'group';
  readonly linkId: string;
  readonly text: LocalizedText;
  readonly items: readonly QuestionnaireItem[];
}

/** `type` is that of the FHIR item: `choice`, `integer` (a scale), `boolean` or `text`. */
export type Question = ChoiceQuestion | ScaleQuestion | YesNoQuestion | TextQuestion;

interface QuestionBase {
  readonly linkId: string;
  readonly text: LocalizedText;
  readonly required: boolean;
  /** What an answer means. An answer that none of them judges asks for a review, unless the question says why it is only observed. */
  readonly rules: readonly AnswerRule[];
  /** Why no rule judges this question; null where rules do. */
  readonly observed: string | null;
}

interface ChoiceQuestion extends QuestionBase {
  readonly type: 'choice';
  readonly options: readonly AnswerOption[];
}

/** A whole number, `min` to `max`, inside 0 to 10. */
interface ScaleQuestion extends QuestionBase {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
}

interface YesNoQuestion extends QuestionBase {
  readonly type: 'boolean';
  /** The question whether the patient wants to be contacted, and how a yes is marked; null for every other question. */
  readonly contact: Exclude<Colour, 'green'> | null;
}

interface TextQuestion extends QuestionBase {
  readonly type: 'text';
}

/** One option of a choice. `code` is unique in its question, and is what an answer and a rule name. */
export interface AnswerOption {
  readonly system: string | null;
  readonly code: string;
  readonly text: LocalizedText;
  /** FHIR's ordinalValue (or itemWeight); null where the option bears none. */
  readonly score: number | null;
}

/** `when`: the options, the inclusive range, or the truth value that it judges. */
export interface AnswerRule {
  readonly colour: Colour;
  readonly when:
    | { readonly options: readonly string[] }
    | { readonly from: number; readonly to: number }
    | { readonly is: boolean };
  /** Where it comes from, or the word *assumption*. */
  readonly source: string;
}

/** The questions of a questionnaire, in the order in which they are asked. */
export function questionsOf(items: readonly QuestionnaireItem[]): Question[] {
  return items.flatMap((item) => (item.type === 'group' ? questionsOf(item.items) : [item]));
}

/** `url|version`, as FHIR writes it in `QuestionnaireResponse.questionnaire`. */
export function canonicalOf({ url, version }: QuestionnaireKey): string {
  return `${url}|${version}`;
}

/** Null for anything that does not name both. */
export function parseCanonical(text: unknown): QuestionnaireKey | null {
  if (typeof text !== 'string') return null;
  const at = text.lastIndexOf('|');
  const url = text.slice(0, Math.max(0, at));
  const version = text.slice(at + 1);
  return at > 0 && URL_FORM.test(url) && VERSION_FORM.test(version) ? { url, version } : null;
}

/** A URI without what stands between canonical and version, and short enough to be a key. */
export const URL_FORM = /^[A-Za-z][A-Za-z0-9+.-]*:[!-{}~]{1,200}$/;
export const VERSION_FORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
