import type { RefusalCode } from '@samvakt/care';
import { ApiProblem, NoAnswer, UnreadableAnswer } from '../api/problem.ts';
import { nb } from '../texts/nb/index.ts';
import type { Translate } from '../texts/useTexts.ts';

/** Why the rules of care refused an act, in the screen's own words; undefined where it was something else. */
export function refusalText(t: Translate, { problem }: ApiProblem): string | undefined {
  return problem.reason === undefined ? undefined : refusalSaid(t, problem.reason);
}

/** The same by the rule's code alone. */
export function refusalSaid(t: Translate, reason: string): string | undefined {
  return Object.hasOwn(nb.refusals, reason) ? t(`refusals.${reason as RefusalCode}`) : undefined;
}

/** What went wrong, in one or two sentences for the person at the screen. */
export function problemText(t: Translate, error: unknown): string {
  if (error instanceof ApiProblem) return refusalText(t, error) ?? t(`problem.code.${error.code}`);
  if (error instanceof NoAnswer) return t('problem.offline');
  if (error instanceof UnreadableAnswer) return t('problem.unreadable');
  return t('problem.code.internal');
}
