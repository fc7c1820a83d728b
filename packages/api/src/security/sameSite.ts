import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Nothing is changed at the wish of another site: the browser's own words (`Origin`, `Sec-Fetch-Site`) must not name one, and the
 * session's token must be repeated in `x-csrf-token`, which only a page that can read our answers knows.
 */
export function refuseForeignChanges(app: ApiInstance, parts: Parts): void {
  app.addHook('onRequest', async (request) => {
    if (READING.has(request.method)) return;
    if (isForeign(request, parts)) throw new Problem('forbidden', 'The request comes from another site.');
    const token = request.session.signedIn?.csrfToken;
    if (token === undefined) throw new Problem('not-signed-in');
    if (!sameText(request.headers['x-csrf-token'], token)) {
      throw new Problem('forbidden', 'The header x-csrf-token is missing or is not this session’s.');
    }
  });
}

function isForeign(request: FastifyRequest, parts: Parts): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && !isOwnOrigin(origin, parts)) return true;
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

export const isOwnOrigin = (origin: string | undefined, { configuration }: Parts): boolean =>
  origin === new URL(configuration.publicUrl).origin;

function sameText(given: string | string[] | undefined, wanted: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
