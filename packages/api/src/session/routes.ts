import { SessionSchema } from '@samvakt/contract';
import { readInstallation } from '@samvakt/store';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from './member.ts';

/** `GET /api/v1/session`: who is signed in, and the token that changes demand. */
export function registerSessionRoutes(app: ApiInstance, { database, clock }: Parts): void {
  app.get('/session', { schema: { response: { 200: SessionSchema } } }, async (request) => {
    const { id, name, role, teams } = memberOf(request);
    const { signedIn } = request.session;
    if (signedIn === undefined) throw new Problem('not-signed-in');
    return {
      practitioner: { id, name, role },
      teams,
      csrfToken: signedIn.csrfToken,
      installation: await readInstallation(database.pool),
      serverTime: new Date(clock()).toISOString(),
    };
  });
}
