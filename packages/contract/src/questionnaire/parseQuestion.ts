import type { LocalizedText } from '../api/scalars.ts';
import { isRecord } from '../message/fhir.ts';
import { quote } from '../message/judge.ts';
import {
  ANSWER_RULE,
  CONTACT_REQUEST,
  extensionNamed,
  extensionsOf,
  ITEM_WEIGHT,
  localized,
  MAX_VALUE,
  MIN_VALUE,
  ONLY_OBSERVED,
  ORDINAL_VALUE,
  partsNamed,
} from './extension.ts';
import { type AnswerOption, type AnswerRule, COLOURS, type Colour, type Question } from './questionnaire.ts';

type Element = Readonly<Record<string, unknown>>;
/** Where faults are put while items are read. */
export interface Reading {
  readonly language: 'nb' | 'en';
  readonly refuse: (linkId: string | null, text: string) => void;
}

interface Head {
  readonly linkId: string;
  readonly text: LocalizedText;
  readonly required: boolean;
}

const LEAST = 0;
const MOST = 10;

/** One question of a supported type; null, with the reason told, for any other. */
export function readQuestion(item: Element, head: Head, reading: Reading): Question | null {
  const { linkId } = head;
  const { refuse } = reading;
  const base = { ...head, rules: readRules(item, linkId, refuse), observed: readObserved(item, linkId, refuse) };
  if (base.observed !== null && base.rules.length > 0) refuse(linkId, 'it is both judged and only observed');
  if (item.type !== 'choice' && item.answerOption !== undefined) refuse(linkId, 'answerOption belongs to a choice');
  const contact = readContact(item, linkId, refuse);
  switch (item.type) {
    case 'choice': {
      const options = readOptions(item, linkId, reading);
      const codes = new Set(options.map(({ code }) => code));
      refuseRules(
        base.rules,
        linkId,
        refuse,
        ({ when }) => 'options' in when && when.options.every((code) => codes.has(code)),
      );
      return { type: 'choice', ...base, options };
    }
    case 'integer': {
      const min = boundOf(item, MIN_VALUE, LEAST, linkId, refuse);
      const max = boundOf(item, MAX_VALUE, MOST, linkId, refuse);
      if (min >= max) refuse(linkId, `${min} to ${max} is no scale`);
      refuseRules(base.rules, linkId, refuse, ({ when }) => 'from' in when && when.from >= min && when.to <= max);
      return { type: 'integer', ...base, min, max };
    }
    case 'boolean':
      if (contact !== null && base.rules.length > 0)
        refuse(linkId, 'asking to be contacted has its own mark, and no rules');
      refuseRules(base.rules, linkId, refuse, ({ when }) => 'is' in when);
      return { type: 'boolean', ...base, contact };
    case 'text':
      if (base.rules.length > 0) refuse(linkId, 'a text cannot be judged by rules');
      return { type: 'text', ...base };
    default:
      refuse(linkId, `the type ${quote(item.type)} is not supported`);
      return null;
  }
}

function readRules(item: Element, linkId: string, refuse: Reading['refuse']): AnswerRule[] {
  return extensionsOf(item).flatMap((extension) => {
    if (extension.url !== ANSWER_RULE) return [];
    const rule = readRule(extension);
    if (!rule) refuse(linkId, 'an answer-rule needs a colour, a source, and either answer, from and to, or is');
    return rule ?? [];
  });
}

function readRule(extension: Element): AnswerRule | null {
  const colour = colourOf(partsNamed(extension, 'colour')[0]?.valueCode);
  const source = partsNamed(extension, 'source')[0]?.valueString;
  if (!colour || typeof source !== 'string' || source.trim() === '') return null;
  const options = partsNamed(extension, 'answer').map(({ valueCode }) => valueCode);
  const [from, to] = [partsNamed(extension, 'from')[0]?.valueInteger, partsNamed(extension, 'to')[0]?.valueInteger];
  const is = partsNamed(extension, 'is')[0]?.valueBoolean;
  const kinds = [options.length > 0, from !== undefined || to !== undefined, is !== undefined];
  if (kinds.filter(Boolean).length !== 1) return null;
  if (typeof is === 'boolean') return { colour, source, when: { is } };
  if (typeof from === 'number' && typeof to === 'number')
    return from <= to ? { colour, source, when: { from, to } } : null;
  const codes = options.filter((code) => typeof code === 'string');
  return codes.length > 0 && codes.length === options.length ? { colour, source, when: { options: codes } } : null;
}

function refuseRules(
  rules: readonly AnswerRule[],
  linkId: string,
  refuse: Reading['refuse'],
  fits: (rule: AnswerRule) => boolean,
): void {
  if (!rules.every(fits)) refuse(linkId, 'an answer-rule is about answers that this question does not have');
}

function colourOf(code: unknown): Colour | undefined {
  return COLOURS.find((colour) => colour === code);
}

function readObserved(item: Element, linkId: string, refuse: Reading['refuse']): string | null {
  const extension = extensionNamed(item, ONLY_OBSERVED);
  if (!extension) return null;
  const { valueString: why } = extension;
  if (typeof why === 'string' && why.trim() !== '') return why;
  refuse(linkId, 'only-observed must say why');
  return null;
}

function readContact(item: Element, linkId: string, refuse: Reading['refuse']): 'yellow' | 'red' | null {
  const extension = extensionNamed(item, CONTACT_REQUEST);
  if (!extension) return null;
  const colour = colourOf(extension.valueCode);
  if (item.type === 'boolean' && (colour === 'yellow' || colour === 'red')) return colour;
  refuse(linkId, 'contact-request belongs to a boolean, and is yellow or red');
  return null;
}

function boundOf(item: Element, url: string, otherwise: number, linkId: string, refuse: Reading['refuse']): number {
  const extension = extensionNamed(item, url);
  if (!extension) return otherwise;
  const { valueInteger: bound } = extension;
  if (typeof bound === 'number' && Number.isInteger(bound) && bound >= LEAST && bound <= MOST) return bound;
  refuse(linkId, `${quote(bound)} is not a whole number from ${LEAST} to ${MOST}`);
  return otherwise;
}

const MOST_OPTIONS = 30;

function readOptions(item: Element, linkId: string, { language, refuse }: Reading): AnswerOption[] {
  const given = item.answerOption;
  if (!Array.isArray(given) || given.length < 2 || given.length > MOST_OPTIONS) {
    refuse(linkId, `a choice needs 2 to ${MOST_OPTIONS} answerOptions`);
    return [];
  }
  const options = given.flatMap((option: unknown) => {
    const coding = isRecord(option) ? option.valueCoding : undefined;
    const text = isRecord(coding) ? localized(coding.display, coding._display, language) : null;
    if (!isRecord(option) || !isRecord(coding) || typeof coding.code !== 'string' || coding.code === '' || !text) {
      refuse(linkId, `the answerOption ${quote(option)} is not a valueCoding with code and display`);
      return [];
    }
    if (option.initialSelected === true)
      refuse(linkId, 'initialSelected is not supported: it would answer for the patient');
    const system = typeof coding.system === 'string' ? coding.system : null;
    return [{ system, code: coding.code, text, score: scoreOf(option, coding) }];
  });
  if (new Set(options.map(({ code }) => code)).size !== options.length)
    refuse(linkId, 'two answerOptions bear the same code');
  return options;
}

/** FHIR allows the score on the option and on its coding. */
function scoreOf(option: Element, coding: Element): number | null {
  for (const element of [option, coding]) {
    for (const url of [ORDINAL_VALUE, ITEM_WEIGHT]) {
      const score = extensionNamed(element, url)?.valueDecimal;
      if (typeof score === 'number' && Number.isFinite(score)) return score;
    }
  }
  return null;
}
