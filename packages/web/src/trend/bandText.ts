import type { Format } from '../format/format.ts';
import { measurementText, valueText } from '../format/measurement.ts';
import type { Translate } from '../texts/useTexts.ts';
import type { Band } from './valueRange.ts';

/** `Rød grense: under 85 % (individuell)`. */
export function bandText(t: Translate, format: Format, code: string, band: Band): string {
  const severity = band.severity === 'red' ? t('trend.legendRed') : t('trend.legendYellow');
  const own = band.origin === 'limits' ? ` (${t('trend.ownLimit')})` : '';
  return `${severity}: ${bandRange(t, format, code, band)}${own}`;
}

function bandRange(t: Translate, format: Format, code: string, { from, until }: Band): string {
  const text = (value: number) => measurementText(t, format, code, value);
  if (from !== null && until !== null) {
    return t('trend.between', { from: valueText(t, format, code, from), until: text(until) });
  }
  if (until !== null) return t('trend.below', { value: text(until) });
  if (from !== null) return t('trend.above', { value: text(from) });
  return '';
}
