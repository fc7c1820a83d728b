import type { LocalizedText } from '@samvakt/contract';
import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { DEFAULT_LANGUAGE, isLanguage, type Language } from './language.ts';

export type Translate = TFunction<'translation'>;

export interface Texts {
  readonly t: Translate;
  readonly language: Language;
  /** Text that belongs to data, such as a protocol's rule. */
  readonly localized: (text: LocalizedText) => string;
}

export function useTexts(): Texts {
  const { t, i18n } = useTranslation();
  const language = isLanguage(i18n.language) ? i18n.language : DEFAULT_LANGUAGE;
  const localized = useCallback((text: LocalizedText) => text[language], [language]);
  return { t, language, localized };
}
