import type { RefusalCode } from '@samvakt/care';
import type { OwnSetting } from '@samvakt/contract';
import { ActRefused, CursorError, HoursUnreadable, SettingUnreadable, TriageUnreadable } from '@samvakt/store';
import { Problem } from './problem.ts';

const UNREADABLE =
  'What triage remembers of this patient cannot be read, so nothing was done. The alerts stand as they did. Who runs the platform can restore it: samvakt triage rebuild.';

const ownUnreadable = (what: string): string =>
  `${what} cannot be read, so nothing was done. Nothing that comes is judged until those who run the platform have restored it. Call the patient meanwhile.`;

const OWN_UNREADABLE: Record<OwnSetting, string> = {
  limits: ownUnreadable('What was set of this patient’s own limits'),
  pauses: ownUnreadable('What was set of this patient’s pauses'),
  'measuring-plan': ownUnreadable('What was set of this patient’s own measuring plan'),
};

const HOURS_UNREADABLE =
  'What the team has declared of its opening hours and cover cannot be read, so nothing was done. Those who run the platform can restore it.';

/** Whether a fault of ours is told as a refusal: whoever asked hears what it is, and the log hears all. */
export const isUnreadable = (error: unknown): boolean =>
  error instanceof TriageUnreadable || error instanceof SettingUnreadable || error instanceof HoursUnreadable;

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
  if (error instanceof SettingUnreadable)
    return new Problem('conflict', OWN_UNREADABLE[error.setting], {
      reason: 'patient-unreadable' satisfies RefusalCode,
      cause: error,
    });
  if (error instanceof HoursUnreadable)
    return new Problem('conflict', HOURS_UNREADABLE, {
      reason: 'hours-unreadable' satisfies RefusalCode,
      cause: error,
    });
  if (error instanceof CursorError) return new Problem('unprocessable', error.message, { cause: error });
  return undefined;
}
