import { ApiProblem, NoAnswer, UnreadableAnswer } from '../api/problem.ts';
import type { Translate } from '../texts/useTexts.ts';

/** What went wrong, in one or two sentences for the person at the screen. */
export function problemText(t: Translate, error: unknown): string {
  if (error instanceof ApiProblem) return t(`problem.code.${error.code}`);
  if (error instanceof NoAnswer) return t('problem.offline');
  if (error instanceof UnreadableAnswer) return t('problem.unreadable');
  return t('problem.code.internal');
}
