import type { z } from 'zod';
import type { Said } from '../texts/said.ts';

/** What is wrong with a form, by the name of the field, in the order of the fields. The same map is the same finding, in whatever language it is shown. */
export type Faults = ReadonlyMap<string, Said>;

export const NO_FAULTS: Faults = new Map();

/** The contract's own check, in the words of the screen. A field that is absent or empty must be filled in; a choice must be made. */
export function faultsOf(error: z.ZodError, choices: readonly string[] = []): Faults {
  const faults = new Map<string, Said>();
  for (const issue of error.issues) {
    const field = String(issue.path.at(-1) ?? '');
    if (faults.has(field)) continue;
    const key = choices.includes(field) ? 'form.chooseOne' : issueText(issue);
    faults.set(field, ({ t }) => t(key));
  }
  return faults;
}

function issueText(issue: z.core.$ZodIssue) {
  if (issue.code === 'too_small') return 'form.required';
  if (issue.code === 'too_big') return 'form.tooLong';
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'form.required';
  return 'form.invalid';
}

/** That a field must be filled in, with its name: in the list on top `Må fylles ut` alone would say nothing. */
export const missing =
  (name: 'limits.reason' | 'limits.until' | 'protocol.reason' | 'whatIf.withoutReplay'): Said =>
  ({ t }) =>
    t('limits.fieldFault', { name: t(name), fault: t('form.required').toLocaleLowerCase() });

/** Faults in the order in which the fields stand in the form, so that summary and page agree. */
export function inOrder(faults: Faults, fields: readonly string[]): [string, Said][] {
  return [...faults].sort(([a], [b]) => fields.indexOf(a) - fields.indexOf(b));
}

/** The text of a field of a submitted form; '' where it is missing or a file. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
