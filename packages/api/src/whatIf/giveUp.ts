import { ReplayRefused } from '@samvakt/store';
import type { FastifyReply } from 'fastify';
import { Problem } from '../problem/problem.ts';

/**
 * Work in a thread that ends when nobody waits for its answer any more: the browser went away, or `giveUp` was given up by the caller. What a bound
 * refuses is answered as such.
 */
export async function unlessGivenUp<Result>(
  reply: FastifyReply,
  work: (signal: AbortSignal) => Promise<Result>,
  giveUp: AbortController = new AbortController(),
): Promise<Result> {
  // Closed before the answer has gone out: nobody waits for it any more.
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) giveUp.abort();
  });
  try {
    return await work(giveUp.signal);
  } catch (cause) {
    if (giveUp.signal.aborted) throw new Problem('conflict', 'The question was given up for a newer one.', { cause });
    if (cause instanceof ReplayRefused) throw new Problem('unavailable', `Not now: ${cause.message}.`, { cause });
    throw cause;
  }
}
