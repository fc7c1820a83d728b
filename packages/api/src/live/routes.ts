import { z } from 'zod';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { isOwnOrigin } from '../security/sameSite.ts';
import { memberOf } from '../session/member.ts';
import { digestOf } from '../session/store.ts';
import type { Hub } from './hub.ts';
import { createListener } from './listener.ts';

/**
 * `GET /api/v1/changes?after=` upgraded to a WebSocket. A browser sends its cookies to any WebSocket that any page opens, so the
 * origin must be named and be ours.
 */
export function registerChanges(app: ApiInstance, parts: Parts & { hub: Hub }): void {
  const { hub, configuration } = parts;
  app.get(
    '/changes',
    {
      websocket: true,
      schema: { hide: true, querystring: z.object({ after: z.string().max(60).optional() }) },
      preValidation: async (request) => {
        if (!request.ws) throw new Problem('bad-request', 'This address speaks WebSocket.');
        if (!isOwnOrigin(request.headers.origin, parts))
          throw new Problem('forbidden', 'The request comes from another site.');
        // To be connected would say that what happens is told.
        if (hub.standsStill()) throw new Problem('unavailable', 'The change feed is not read. Try again in a moment.');
        if (hub.countOf(digestOf(request.session.sessionId)) >= configuration.liveConnectionsPerSession) {
          throw new Problem('too-many-requests', 'This session has too many live connections open.');
        }
      },
    },
    (socket, request) => {
      const listener = createListener(socket, {
        practitionerId: memberOf(request).id,
        sessionDigest: digestOf(request.session.sessionId),
        cursor: request.query.after ?? hub.head(),
      });
      socket.on('close', () => hub.remove(listener));
      hub.add(listener).catch((error: unknown) => {
        request.log.error({ err: error }, 'a listener could not be told what it missed');
        hub.remove(listener);
        listener.close('failed');
      });
    },
  );
}
