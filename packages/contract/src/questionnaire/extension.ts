import type { LocalizedText } from '../api/scalars.ts';
import { isRecord } from '../message/fhir.ts';

/** FHIR's own (http://hl7.org/fhir/R4/extensibility-registry.html). */
export const TRANSLATION = 'http://hl7.org/fhir/StructureDefinition/translation';
export const ORDINAL_VALUE = 'http://hl7.org/fhir/StructureDefinition/ordinalValue';
/** R5's name for what R4 calls ordinalValue. */
export const ITEM_WEIGHT = 'http://hl7.org/fhir/StructureDefinition/itemWeight';
export const MIN_VALUE = 'http://hl7.org/fhir/StructureDefinition/minValue';
export const MAX_VALUE = 'http://hl7.org/fhir/StructureDefinition/maxValue';
/** How it is to be drawn; means nothing here. */
const ITEM_CONTROL = 'http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl';

/**
 * Ours, on an item: what an answer means. Parts: `colour` (code: red, yellow, green), `source` (string), and either `answer` (code of an
 * option, one part for each), `from` and `to` (integers, inclusive), or `is` (boolean).
 */
export const ANSWER_RULE = 'urn:samvakt:extension:answer-rule';
/** Ours, on an item: that no rule judges it, and why (string). */
export const ONLY_OBSERVED = 'urn:samvakt:extension:only-observed';
/** Ours, on the boolean item that asks whether the patient wants to be contacted: how a yes is marked (code: yellow or red). */
export const CONTACT_REQUEST = 'urn:samvakt:extension:contact-request';

export const KNOWN_ON_ITEM: ReadonlySet<string> = new Set([
  MIN_VALUE,
  MAX_VALUE,
  ITEM_CONTROL,
  ANSWER_RULE,
  ONLY_OBSERVED,
  CONTACT_REQUEST,
]);

type Element = Readonly<Record<string, unknown>>;

/** The extensions of an element; what is no extension is left out. */
export function extensionsOf(element: unknown): readonly Element[] {
  if (!isRecord(element) || !Array.isArray(element.extension)) return [];
  return element.extension.filter(isRecord);
}

export function extensionNamed(element: unknown, url: string): Element | undefined {
  return extensionsOf(element).find((extension) => extension.url === url);
}

/** The parts of a complex extension with this name. */
export function partsNamed(extension: Element, name: string): readonly Element[] {
  return extensionsOf(extension).filter((part) => part.url === name);
}

/** The text in a language, from the translations beside an element's text (`_text`, `_display`, `_title`). */
function translationOf(beside: unknown, language: 'nb' | 'en'): string | undefined {
  for (const extension of extensionsOf(beside)) {
    if (extension.url !== TRANSLATION) continue;
    const [lang] = partsNamed(extension, 'lang');
    const [content] = partsNamed(extension, 'content');
    const code = lang?.valueCode;
    const text = content?.valueString;
    if (typeof code !== 'string' || typeof text !== 'string' || text === '') continue;
    if (languageOf(code) === language) return text;
  }
  return undefined;
}

/** `nb`, `no` and `nn` (which any reader of bokmål reads) as nb; everything else as en. */
export function languageOf(code: unknown): 'nb' | 'en' {
  return typeof code === 'string' && /^(nb|no|nn)\b/i.test(code) ? 'nb' : 'en';
}

/** The text in both languages; where it is not translated, as it is. */
export function localized(text: unknown, beside: unknown, language: 'nb' | 'en'): LocalizedText | null {
  const written = typeof text === 'string' && text.trim() !== '' ? text : undefined;
  const of = (asked: 'nb' | 'en') => (asked === language ? written : undefined) ?? translationOf(beside, asked);
  const nb = of('nb') ?? written;
  const en = of('en') ?? written;
  return nb !== undefined && en !== undefined ? { nb, en } : null;
}
