import { nb } from '../texts/nb/index.ts';
import type { Translate } from '../texts/useTexts.ts';

const isNamed = <T extends object>(catalogue: T, code: string): code is Extract<keyof T, string> =>
  Object.hasOwn(catalogue, code);

/** A score that we do not know is shown as it came, like a setting. */
export const scoreName = (t: Translate, code: string): string =>
  isNamed(nb.score.names, code) ? t(`score.names.${code}`) : code;

export const settingName = (t: Translate, code: string): string =>
  isNamed(nb.score.settings, code) ? t(`score.settings.${code}`) : code;

/** A step of risk in words, anything else as the number it is. */
export function outputText(t: Translate, output: 'total' | 'single' | 'risk', value: number): string {
  const step = String(value);
  return output === 'risk' && isNamed(nb.score.risks, step) ? t(`score.risks.${step}`) : step;
}
