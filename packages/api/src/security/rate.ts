import rateLimit from '@fastify/rate-limit';
import type { ApiInstance, Parts } from '../instance.ts';

const MINUTE_MS = 60_000;

/** So many requests a minute per session, or per address where nobody is signed in. Routes may demand less (`rateLimit` of a route). */
export async function registerRateLimit(app: ApiInstance, parts: Parts): Promise<void> {
  await app.register(rateLimit, {
    max: parts.configuration.requestsPerMinute,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => (request.session.signedIn === undefined ? request.ip : request.session.sessionId),
  });
}

/** For the routes of sign-in: counted per address, whoever one claims to be. */
export const signInRate = (parts: Parts) => ({
  rateLimit: {
    max: parts.configuration.signInsPerMinute,
    timeWindow: MINUTE_MS,
    keyGenerator: (request: { ip: string }) => request.ip,
  },
});
