import type { RefusalCode } from '@samvakt/care';
import { ApiProblem } from './problem.ts';

/** Refusals that say that what one acted on has become another meanwhile, by a colleague or by the clock. Read anew, it is seen as it is. */
const MOVED_ON: ReadonlySet<string> = new Set<RefusalCode>([
  'version-moved-on',
  'responsibility-just-moved',
  'episode-ended',
  'claimed-by-another',
  'not-claimed',
  'already-resolved',
  'task-closed',
  'pause-over',
  'handover-already-decided',
  'deadline-passed',
  'not-scheduled',
  'already-in-effect',
  'review-already-answered',
  'request-already-answered',
]);

/** Somebody else was first. Other reasons of a 409 have words of their own: what cannot be read is not read by trying once more. */
export const isLostRace = (error: unknown): boolean =>
  error instanceof ApiProblem &&
  error.code === 'conflict' &&
  (error.problem.reason === undefined || MOVED_ON.has(error.problem.reason));
