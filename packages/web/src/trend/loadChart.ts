import { DEFAULT_LANGUAGE, LOCALES } from '../texts/language.ts';

/**
 * Fetches the chart when the first one is shown. uPlot makes a number format of `navigator.language` as it loads, and throws where the
 * browser was started with a POSIX locale such as `en-US@posix`; the tag is then replaced by one that `Intl` knows. We format ourselves.
 */
export function loadChart(): Promise<typeof import('./TrendChart.tsx')> {
  if (!isLanguageTag(navigator.language)) {
    Object.defineProperty(navigator, 'language', { value: LOCALES[DEFAULT_LANGUAGE], configurable: true });
  }
  return import('./TrendChart.tsx');
}

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false; // A RangeError is how Intl says no.
  }
}
