import { useMemo } from 'react';
import { useFormat } from '../format/useFormat.ts';
import type { Said } from './said.ts';
import { useTexts } from './useTexts.ts';

/** Says messages in the language that the screen has now. */
export function useSaid(): (said: Said) => string {
  const { t, language, localized } = useTexts();
  const format = useFormat();
  return useMemo(() => {
    const texts = { t, language, localized, format };
    return (said: Said) => said(texts);
  }, [t, language, localized, format]);
}
