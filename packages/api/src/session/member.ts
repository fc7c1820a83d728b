import { type Member, readMember } from '@samvakt/store';
import type { FastifyRequest } from 'fastify';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `requireMember`; read it through `memberOf`. */
    member: Member | null;
  }
}

/** Refuses whoever is not signed in. The person and the teams are read for every request: what has ended ends at once. */
export function requireMember(app: ApiInstance, parts: Parts): void {
  app.addHook('onRequest', async (request) => {
    const { signedIn } = request.session;
    if (signedIn === undefined) throw new Problem('not-signed-in');
    request.member = await readMember(parts.database.pool, signedIn.practitionerId);
    if (request.member === null) throw new Problem('not-signed-in');
  });
}

export function memberOf(request: FastifyRequest): Member {
  if (request.member === null) throw new Error('the route is outside the part that demands a session');
  return request.member;
}
