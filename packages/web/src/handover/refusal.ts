import type { RefusalCode } from '@samvakt/care';
import type { ApiProblem } from '../api/problem.ts';
import { refusalText } from '../app/problemText.ts';
import type { Faults } from '../form/faults.ts';

/** The field that a rule of care is about, where it is about one. */
const FIELDS: Partial<Record<RefusalCode, string>> = {
  'severity-differs': 'illnessSeverity',
  'first-action-missing': 'firstAction',
  'red-alert-not-taken-over': 'redAlertIds',
  'not-an-open-red-alert': 'redAlertIds',
  'to-the-same-team': 'toTeamId',
  'no-such-team': 'toTeamId',
  'deadline-not-ahead': 'deadlineAt',
  'deadline-too-far': 'deadlineAt',
  'effect-too-early': 'effectiveAt',
  'effect-too-far': 'effectiveAt',
  'return-too-early': 'returnAt',
  'return-too-far': 'returnAt',
  'request-of-another-team': 'toTeamId',
  'proposal-not-ahead': 'earliestAt',
  'alert-named-twice': 'redAlertIds',
};

/** The field that a refusal is about, where it is about one. */
export const fieldOf = (code: RefusalCode): string | undefined => FIELDS[code];

/** What the API found wrong with a form: a rule of care by its code, a breach of the contract by the paths of its errors. */
export function faultsFromProblem(error: ApiProblem): Faults {
  const { reason, errors } = error.problem;
  const field = Object.entries(FIELDS).find(([code]) => code === reason)?.[1];
  const said = refusalText(error);
  if (field !== undefined && said !== undefined) return new Map([[field, said]]);
  return new Map((errors ?? []).map(({ path }) => [path.split('.').at(-1) ?? '', ({ t }) => t('form.invalid')]));
}
