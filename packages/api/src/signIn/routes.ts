import { randomBytes } from 'node:crypto';
import { SignOutSchema } from '@samvakt/contract';
import { findMemberBySubject } from '@samvakt/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { signInRate } from '../security/rate.ts';
import { refuseForeignChanges } from '../security/sameSite.ts';
import type { StartedSignIn } from '../session/plugin.ts';
import { digestOf } from '../session/store.ts';
import { createIssuer, type Issuer } from './issuer.ts';
import { isSecureEnough } from './level.ts';
import { sendSignInFailure } from './page.ts';
import { ownPath } from './returnTo.ts';

/** So many windows of one browser may be signing in at once. */
const STARTED_AT_MOST = 5;

type Endings = { onSessionEnded: (sessionDigest: string) => void };

/** `GET /auth/login?returnTo=`, `GET /auth/callback`, `POST /auth/logout`: authorization code with PKCE, state and nonce. */
export function registerSignIn(app: ApiInstance, parts: Parts, endings: Endings): void {
  const issuer = createIssuer(parts.configuration);
  const config = signInRate(parts);

  app.get(
    '/auth/login',
    { config, schema: { hide: true, querystring: z.object({ returnTo: z.string().max(2000).optional() }) } },
    async (request, reply) => {
      try {
        const { url, started } = await issuer.begin(ownPath(request.query.returnTo, parts.configuration.publicUrl));
        const others = (request.session.signIns ?? []).slice(1 - STARTED_AT_MOST);
        request.session.signIns = [...others, started];
        return reply.header('cache-control', 'no-store').redirect(url.href);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        request.log.error({ err: error }, 'a sign-in could not begin');
        return sendSignInFailure(request, reply, 'unavailable', error);
      }
    },
  );

  app.get('/auth/callback', { config, schema: { hide: true, querystring: z.looseObject({}) } }, (request, reply) => {
    reply.header('cache-control', 'no-store');
    return finishSignIn(request, reply, issuer, parts);
  });

  app.register(async (guarded: ApiInstance) => {
    refuseForeignChanges(guarded, parts);
    guarded.post(
      '/auth/logout',
      { config, schema: { hide: true, response: { 200: SignOutSchema } } },
      async (request) => {
        const idToken = request.session.signedIn?.idToken ?? null;
        const digest = digestOf(request.session.sessionId);
        await request.session.destroy();
        endings.onSessionEnded(digest);
        // Our own session has ended whatever the issuer says; then the front page is the end.
        const url = await issuer.endSessionUrl(idToken).catch((error: unknown) => {
          request.log.warn({ err: error }, 'the session at the issuer was not ended');
          return null;
        });
        return { url: url?.href ?? '/' };
      },
    );
  });
}

async function finishSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  issuer: Issuer,
  parts: Parts,
): Promise<FastifyReply> {
  const returned = new URL(request.url, parts.configuration.publicUrl);
  const started = (request.session.signIns ?? []).find((one) => one.state === returned.searchParams.get('state'));
  if (started === undefined) {
    request.log.warn('somebody came back from the issuer with a state that this browser did not leave with');
    return sendSignInFailure(
      request,
      reply,
      'not-completed',
      new Problem('bad-request', 'The sign-in was not begun here.'),
    );
  }
  const identity = await identityOf(request, issuer, returned, started);
  if (identity instanceof Problem) {
    const failure = identity.code === 'unavailable' ? 'unavailable' : 'not-completed';
    return sendSignInFailure(request, reply, failure, identity);
  }
  const { claims, idToken } = identity;
  const { requiredSecurityLevel } = parts.configuration;
  if (!isSecureEnough(claims, requiredSecurityLevel)) {
    request.log.warn({ subject: claims.sub }, 'a sign-in was refused: its security level is too low');
    const problem = new Problem('forbidden', `Sign-in demands security level ${requiredSecurityLevel}.`);
    return sendSignInFailure(request, reply, 'level-too-low', problem);
  }
  const member = await findMemberBySubject(parts.database.pool, claims.sub);
  if (member === null) {
    request.log.warn({ subject: claims.sub }, 'a sign-in was refused: the person is not known here');
    return sendSignInFailure(request, reply, 'not-known', new Problem('forbidden', 'You have no access to Samvakt.'));
  }
  // A new id: whoever knew the old one knows nothing now.
  await request.session.regenerate();
  request.session.signedIn = {
    practitionerId: member.id,
    at: parts.clock(),
    csrfToken: randomBytes(32).toString('base64url'),
    idToken,
  };
  request.log.info({ practitionerId: member.id }, 'signed in');
  return reply.redirect(started.returnTo);
}

async function identityOf(request: FastifyRequest, issuer: Issuer, returned: URL, started: StartedSignIn) {
  // Used up, whatever comes of it.
  request.session.signIns = (request.session.signIns ?? []).filter((one) => one.state !== started.state);
  try {
    return await issuer.finish(returned, started);
  } catch (error) {
    request.log.warn({ err: error }, 'a sign-in was not completed');
    return error instanceof Problem
      ? error
      : new Problem('bad-request', 'The sign-in was not completed.', { cause: error });
  }
}
