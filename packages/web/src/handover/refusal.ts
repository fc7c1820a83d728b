import type { ApiProblem } from '../api/problem.ts';
import type { Faults } from '../form/faults.ts';
import type { Translate } from '../texts/useTexts.ts';

/** Which field an `unprocessable` answer is about, from the path of each of its errors; the last part of the path names the field. */
export function faultsFromProblem(t: Translate, { problem }: ApiProblem): Faults {
  const faults = new Map<string, string>();
  for (const { path } of problem.errors ?? []) {
    const field = path.split(/[./]/).findLast((part) => part !== '' && !/^\d+$/.test(part)) ?? '';
    faults.set(field, fieldText(t, field));
  }
  return faults;
}

function fieldText(t: Translate, field: string): string {
  if (field === 'illnessSeverity') return t('handover.severityDiffers');
  if (field === 'redAlertIds') return t('handover.redAlertsMissing');
  return t('form.invalid');
}
