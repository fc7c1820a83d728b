import { useMemo } from 'react';
import { useFormat } from '../format/useFormat.ts';
import type { Said } from './said.ts';
import { useTexts } from './useTexts.ts';

interface Say {
  (said: Said): string;
  (said: Said | undefined): string | undefined;
}

/** Says messages in the language that the screen has now. */
export function useSaid(): Say {
  const { t, language, localized } = useTexts();
  const format = useFormat();
  return useMemo(() => {
    const texts = { t, language, localized, format };
    function say(said: Said): string;
    function say(said: Said | undefined): string | undefined;
    function say(said: Said | undefined): string | undefined {
      return said?.(texts);
    }
    return say;
  }, [t, language, localized, format]);
}
