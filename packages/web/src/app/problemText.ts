import type { RefusalCode } from '@samvakt/care';
import { ApiProblem, mayBeDone, NoAnswer, UnreadableAnswer } from '../api/problem.ts';
import { nb } from '../texts/nb/index.ts';
import type { Said } from '../texts/said.ts';
import type { Translate } from '../texts/useTexts.ts';

/** Why the rules of care refused an act, in the screen's own words; undefined where it was something else. */
export function refusalText({ problem: { reason } }: ApiProblem): Said | undefined {
  return isRefusal(reason) ? ({ t }) => t(`refusals.${reason}`) : undefined;
}

/** The same by the rule's code alone. */
export function refusalSaid(t: Translate, reason: string | undefined): string | undefined {
  return isRefusal(reason) ? t(`refusals.${reason}`) : undefined;
}

const isRefusal = (reason: string | undefined): reason is RefusalCode =>
  reason !== undefined && Object.hasOwn(nb.refusals, reason);

/** What went wrong, in one or two sentences for the person at the screen. */
export function problemText(t: Translate, error: unknown): string {
  const why = whyText(t, error);
  if (mayBeDone(error)) return `${why} ${t('problem.mayBeDone')}`;
  return error instanceof ApiProblem && error.problem.mayBeDone === false ? `${why} ${t('problem.notDone')}` : why;
}

/** The same without whether it may have been done, where that is said otherwise. */
export function whyText(t: Translate, error: unknown): string {
  if (error instanceof ApiProblem) return refusalSaid(t, error.problem.reason) ?? t(`problem.code.${error.code}`);
  if (error instanceof NoAnswer) return error.mayBeDone || error.late ? t('problem.noAnswer') : t('problem.offline');
  if (error instanceof UnreadableAnswer)
    return error.mayBeDone ? t('problem.unreadable') : `${t('problem.unreadable')} ${t('problem.loadAnew')}`;
  return t('problem.code.internal');
}
