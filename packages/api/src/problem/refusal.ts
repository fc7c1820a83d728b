import type { RefusalCode } from '@samvakt/care';
import { ActRefused, CursorError, TriageUnreadable } from '@samvakt/store';
import { Problem } from './problem.ts';

const UNREADABLE =
  'What triage remembers of this patient cannot be read, so nothing was done. The alerts stand as they did. Who runs the platform can restore it: samvakt triage rebuild.';

/** An act that the rules of care refuse, in the words of the refusal. Undefined for every other error. */
export function refusalProblem(error: unknown): Problem | undefined {
  if (error instanceof ActRefused)
    return new Problem(error.code, error.reason, {
      reason: error.refusal,
      uncovered: error.uncovered,
      each: error.each?.map(({ episodeId, refusal, reason }) => ({ episodeId, reason: refusal, detail: reason })),
      cause: error,
    });
  if (error instanceof TriageUnreadable)
    return new Problem('conflict', UNREADABLE, { reason: 'triage-unreadable' satisfies RefusalCode, cause: error });
  if (error instanceof CursorError) return new Problem('unprocessable', error.message, { cause: error });
  return undefined;
}
