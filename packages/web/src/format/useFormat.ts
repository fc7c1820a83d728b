import { useMemo } from 'react';
import { useTexts } from '../texts/useTexts.ts';
import { createFormat, type Format } from './format.ts';

export function useFormat(): Format {
  const { language } = useTexts();
  return useMemo(() => createFormat(language), [language]);
}
