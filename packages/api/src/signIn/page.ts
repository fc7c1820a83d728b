import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../problem/handler.ts';
import type { Problem } from '../problem/problem.ts';

/** The few sentences that are said before the web application can say them, in both its languages. */
const SENTENCES = {
  'not-known': {
    nb: 'Du er logget inn hos innloggingstjenesten, men har ingen tilgang til Samvakt. Be din leder om tilgang.',
    en: 'You are signed in at the sign-in service, but have no access to Samvakt. Ask your manager for access.',
  },
  'level-too-low': {
    nb: 'Innloggingen er ikke sikker nok. Logg inn på et høyere sikkerhetsnivå (for eksempel BankID eller Buypass).',
    en: 'This sign-in is not secure enough. Sign in at a higher level of security (for example BankID or Buypass).',
  },
  'not-completed': {
    nb: 'Innloggingen ble ikke fullført. Den kan ha tatt for lang tid, eller vært åpnet i et annet vindu. Prøv igjen.',
    en: 'The sign-in was not completed. It may have taken too long, or been opened in another window. Try again.',
  },
  unavailable: {
    nb: 'Innloggingstjenesten svarer ikke. Prøv igjen om litt.',
    en: 'The sign-in service does not answer. Try again in a moment.',
  },
} as const;
export type SignInFailure = keyof typeof SENTENCES;

/** A page for a browser, a problem for a program. */
export function sendSignInFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  failure: SignInFailure,
  problem: Problem,
): FastifyReply {
  if (!(request.headers.accept ?? '').includes('text/html')) return sendProblem(reply, problem);
  return reply.code(problem.status).type('text/html; charset=utf-8').send(page(failure));
}

function page(failure: SignInFailure): string {
  const { nb, en } = SENTENCES[failure];
  return `<!doctype html>
<html lang="nb">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Samvakt: innlogging</title></head>
<body><main>
<h1>Innlogging</h1>
<p>${nb}</p>
<p lang="en">${en}</p>
<p><a href="/auth/login">Logg inn på nytt / <span lang="en">Sign in again</span></a></p>
</main></body>
</html>
`;
}
