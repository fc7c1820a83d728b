import i18next from 'i18next';
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
