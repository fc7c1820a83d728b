import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en/index.ts';
import { type Language, rememberedLanguage, rememberLanguage } from './language.ts';
import { nb } from './nb/index.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof nb };
  }
}

/** Starts the catalogues; everything is bundled, so nothing is awaited. */
export function startTexts(language: Language = rememberedLanguage(globalThis.localStorage)): void {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    initAsync: false,
    resources: { nb: { translation: nb }, en: { translation: en } },
    interpolation: { escapeValue: false }, // React escapes.
    returnNull: false,
  });
  document.documentElement.lang = language;
}

export function changeLanguage(language: Language): void {
  rememberLanguage(globalThis.localStorage, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}
