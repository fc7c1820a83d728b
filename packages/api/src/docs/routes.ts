import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { ApiInstance } from '../instance.ts';

/** Collects the schemas of the routes that follow. Register it before them. */
export async function collectDescription(app: ApiInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Samvakt',
        description:
          'Digital home follow-up. Signed in by session cookie; changes demand `x-csrf-token`. See docs/api.md.',
        version: '1',
      },
    },
    transform: jsonSchemaTransform,
  });
}

/** `GET /api/docs`: the description to read, and `/api/docs/json` for programs. Its script and styles are files of our own, so the CSP holds. */
export async function serveDescription(app: ApiInstance): Promise<void> {
  await app.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: false, logLevel: 'warn' });
}
