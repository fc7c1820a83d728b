import type { RefusalCode } from '@samvakt/care';
import { isDatabaseAway } from '@samvakt/store';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { rowFailed } from './fault.ts';
import { Problem } from './problem.ts';
import { isUnreadable, refusalProblem } from './refusal.ts';

/** Why one row of an act on many was not done: which rule, and a sentence for a person. */
type RowRefusal = { reason: string; detail: string };

const refusal = (reason: RefusalCode, detail: string): RowRefusal => ({ reason, detail });

/**
 * One row of an act on many, in a transaction of its own: what stops it is its own, and the others go through. Null where it was done. What one may not see does
 * not exist, in a list as elsewhere. What of the patient cannot be read is told as such, and is in the log; any other fault is counted too, and says nothing of the patient.
 *
 * @throws what `act` throws when the database is away: then nobody knows of this row, and the next would fare no better
 */
export async function rowRefusal(
  request: FastifyRequest,
  episodeId: string,
  act: () => Promise<unknown>,
): Promise<RowRefusal | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (error instanceof Problem && error.code === 'not-found')
      return refusal('no-such-episode', 'There is no such follow-up.');
    if (isUnreadable(error) || error instanceof z.ZodError)
      request.log.error({ err: error, episodeId }, 'a follow-up cannot be read, and nothing was done with it');
    if (error instanceof z.ZodError)
      return refusal('patient-unreadable', 'What is known of the patient cannot be read.');
    const { reason, detail } = refusalProblem(error) ?? {};
    if (reason !== undefined) return { reason, detail: detail ?? reason };
    rowFailed(request, error, { episodeId });
    return refusal('platform-fault', 'Something went wrong on our side. This was not done.');
  }
}
