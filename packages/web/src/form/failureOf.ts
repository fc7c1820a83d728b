import { hasCode } from '../api/problem.ts';
import { problemText } from '../app/problemText.ts';
import type { ActOutcome } from './Outcome.tsx';

/** How an act ended that failed: a warning where somebody else was first. */
export const failureOf = (error: unknown): ActOutcome => ({
  tone: hasCode(error, 'conflict') ? 'warning' : 'danger',
  text: ({ t }) => problemText(t, error),
});
