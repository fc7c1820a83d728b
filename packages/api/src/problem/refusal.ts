import { ActRefused, CursorError } from '@samvakt/store';
import { Problem } from './problem.ts';

/** An act that the rules of care refuse, in the words of the refusal. Undefined for every other error. */
export function refusalProblem(error: unknown): Problem | undefined {
  if (error instanceof ActRefused)
    return new Problem(error.code, error.reason, {
      reason: error.refusal,
      uncovered: error.uncovered,
      each: error.each?.map(({ episodeId, refusal, reason }) => ({ episodeId, reason: refusal, detail: reason })),
      cause: error,
    });
  if (error instanceof CursorError) return new Problem('unprocessable', error.message, { cause: error });
  return undefined;
}
