import { findMetric } from '@samvakt/contract';
import { optionName, unitName } from '../texts/names.ts';
import type { Translate } from '../texts/useTexts.ts';
import type { Format } from './format.ts';

/** A value without its unit: a number with the metric's own decimals, or the words of the answer. */
export function valueText(t: Translate, format: Format, code: string, value: number): string {
  const metric = findMetric(code);
  if (metric?.kind === 'choice') {
    const option = metric.options.find((candidate) => candidate.ordinal === value);
    if (option) return optionName(t, code, option.code) ?? option.code;
    // A mean of answers lies between two options; it is shown as the number it is.
    return format.number(value, 1);
  }
  return format.number(value, metric?.decimals);
}

/** The unit as people write it; '' where there is none to write. */
function unitText(t: Translate, code: string): string {
  const metric = findMetric(code);
  return metric ? unitName(t, metric.unit) : '';
}

const withUnit = (number: string, unit: string) => (unit === '' ? number : `${number}\u00a0${unit}`);

/** `84 %`, `3,9 mmol/l`, `mye verre`. */
export const measurementText = (t: Translate, format: Format, code: string, value: number): string =>
  withUnit(valueText(t, format, code, value), unitText(t, code));

/** A limit in its own unit (UCUM), with as many decimals as it has. */
export const limitText = (t: Translate, format: Format, value: number, unit: string): string =>
  withUnit(format.number(value), unitName(t, unit));

/** What was worked out of readings: one decimal at least, since it may lie between two that the device shows. */
export const workedOutText = (t: Translate, format: Format, code: string, value: number): string =>
  withUnit(format.number(value, Math.max(1, findMetric(code)?.decimals ?? 1)), unitText(t, code));

/** A change in the metric's unit: `+2,3 kg`; of a percentage in percentage points. Shown with one decimal more than readings when they have none. */
export function changeText(t: Translate, format: Format, code: string, change: number): string {
  const decimals = findMetric(code)?.decimals ?? 1;
  const size = format.signed(change, Number.isInteger(change) ? decimals : Math.max(1, decimals));
  return findMetric(code)?.unit === '%' ? t('evidence.points', { points: size }) : withUnit(size, unitText(t, code));
}
