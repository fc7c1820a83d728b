import type { z } from 'zod';
import type { Translate } from '../texts/useTexts.ts';

/** What is wrong with a form, by the name of the field, in the order of the fields. */
export type Faults = ReadonlyMap<string, string>;

export const NO_FAULTS: Faults = new Map();

/** The contract's own check, in the words of the screen. A field that is absent or empty must be filled in; a choice must be made. */
export function faultsOf(t: Translate, error: z.ZodError, choices: readonly string[] = []): Faults {
  const faults = new Map<string, string>();
  for (const issue of error.issues) {
    const field = String(issue.path.at(-1) ?? '');
    if (faults.has(field)) continue;
    faults.set(field, choices.includes(field) ? t('form.chooseOne') : issueText(t, issue));
  }
  return faults;
}

function issueText(t: Translate, issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return t('form.required');
  if (issue.code === 'too_big') return t('form.tooLong');
  if (issue.code === 'invalid_type' && issue.input === undefined) return t('form.required');
  return t('form.invalid');
}

/** Faults in the order in which the fields stand in the form, so that summary and page agree. */
export function inOrder(faults: Faults, fields: readonly string[]): [string, string][] {
  return [...faults].sort(([a], [b]) => fields.indexOf(a) - fields.indexOf(b));
}

/** The text of a field of a submitted form; '' where it is missing or a file. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
