import { isDatabaseAway } from '@samvakt/store';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { ApiInstance } from '../instance.ts';
import { countFaults } from './fault.ts';
import { codeOfStatus, Problem } from './problem.ts';
import { isUnreadable, refusalProblem } from './refusal.ts';

const DATABASE_AWAY = 'The database does not answer now. Try again in a moment.';
/** Of an act whose commit was under way nobody can say; the next reading of it can. */
const ACT_DATABASE_AWAY =
  'The database does not answer now, or could not do it beside what others were doing. Try again in a moment, and look first whether it was done.';

declare module 'fastify' {
  interface FastifyRequest {
    /** The route itself has begun: before that nothing of what was asked for is done. */
    begun: boolean;
  }
}

/** Every failure leaves as `application/problem+json`. What failed on our side is told to the log only, and whether it may have been done all the same to whoever asked. */
export function handleProblems(app: ApiInstance): void {
  app.decorateRequest('begun', false);
  countFaults(app);
  app.addHook('preHandler', async (request) => {
    request.begun = true;
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const problem = problemOf(error, request);
    // A fault of ours, also where what it stops is told as refused.
    if (problem.status >= 500 || isUnreadable(error)) request.log.error({ err: error }, 'a request failed');
    else request.log.debug({ err: error }, 'a request was refused');
    return sendProblem(reply, problem, mayBeDone(request, problem));
  });
}

/** An act may fail after its commit, or in it. Of what changes nothing there is nothing to say. */
function mayBeDone({ method, begun }: FastifyRequest, { status }: Problem): { mayBeDone?: boolean } {
  return status >= 500 && method === 'POST' ? { mayBeDone: begun } : {};
}

export function sendProblem(reply: FastifyReply, problem: Problem, more: { mayBeDone?: boolean } = {}): FastifyReply {
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ ...problem.body(), ...more });
}

export const notFound = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(reply, new Problem('not-found'));

function problemOf(error: FastifyError, { method, begun }: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const refusal = refusalProblem(error);
  if (refusal !== undefined) return refusal;
  if (isDatabaseAway(error)) {
    const detail = method === 'POST' && begun ? ACT_DATABASE_AWAY : DATABASE_AWAY;
    return new Problem('unavailable', detail, { cause: error });
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    // An id that cannot exist is an id that does not exist.
    if (error.validationContext === 'params') return new Problem('not-found', undefined, { cause: error });
    return new Problem('unprocessable', 'The request does not follow the contract.', {
      errors: error.validation.map((fault) => ({
        path: fault.instancePath.slice(1).replaceAll('/', '.'),
        message: fault.message ?? 'not valid',
      })),
      cause: error,
    });
  }
  const status = error.statusCode ?? 500;
  if (status >= 500) return new Problem('internal', undefined, { cause: error });
  return new Problem(codeOfStatus(status), error.message, { cause: error });
}
