import type { LocalizedText } from '@samvakt/contract';
import i18next from 'i18next';
import type { Faults } from '../form/faults.ts';
import { createFormat } from '../format/format.ts';
import { en } from '../texts/en/index.ts';
import type { Language } from '../texts/language.ts';
import { nb } from '../texts/nb/index.ts';
import type { Translate } from '../texts/useTexts.ts';

/** The catalogues without a page. */
export function translateIn(language: Language): Translate {
  const instance = i18next.createInstance();
  void instance.init({
    lng: language,
    fallbackLng: false,
    initAsync: false,
    resources: { nb: { translation: nb }, en: { translation: en } },
    interpolation: { escapeValue: false },
  });
  return instance.t as Translate;
}

/** What a form's faults say, by the name of the field. */
export function wordsOf(faults: Faults, language: Language = 'nb'): Record<string, string> {
  const texts = {
    t: translateIn(language),
    language,
    localized: (text: LocalizedText) => text[language],
    format: createFormat(language),
  };
  return Object.fromEntries([...faults].map(([field, said]) => [field, said(texts)]));
}
