import { nb } from './nb/index.ts';
import type { Translate } from './useTexts.ts';

/**
 * Codes that the API leaves open (a condition, a kind of device, a role) have a name in the catalogues where we know them. One we do
 * not know is shown as it came: a new code on an old screen must still be readable.
 */
const hasKey = <T extends object>(catalogue: T, code: string): code is Extract<keyof T, string> =>
  Object.hasOwn(catalogue, code);

export const conditionName = (t: Translate, code: string): string =>
  hasKey(nb.conditions, code) ? t(`conditions.${code}`) : code;

export const metricName = (t: Translate, code: string): string =>
  hasKey(nb.metrics, code) ? t(`metrics.${code}`) : code;

export const deviceKindName = (t: Translate, code: string): string =>
  hasKey(nb.deviceKinds, code) ? t(`deviceKinds.${code}`) : code;

export const roleName = (t: Translate, code: string): string => (hasKey(nb.roles, code) ? t(`roles.${code}`) : code);

export const faultName = (t: Translate, code: string): string => (hasKey(nb.faults, code) ? t(`faults.${code}`) : code);

/** A UCUM code as people write the unit; '' for a score and a ratio, which have none. */
export function unitName(t: Translate, ucum: string): string {
  if (!hasKey(nb.units, ucum)) return ucum;
  return nb.units[ucum] === '' ? '' : t(`units.${ucum}`);
}

/** The words of an answer; undefined where the metric is no choice or the option is not in the catalogue. */
export function optionName(t: Translate, metric: string, option: string): string | undefined {
  const key = `${metric}.${option}`;
  const [group, name] = [metric, option];
  if (!hasKey(nb.options, group) || !hasKey(nb.options[group], name)) return undefined;
  return t(`options.${key}` as 'options.wellbeing.better');
}
