import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { ApiInstance } from '../instance.ts';
import { notFound } from '../problem/handler.ts';

const YEAR_SECONDS = 31_536_000;
const OF_THE_API = /^\/(api|auth|health|metrics)(\/|$|\?)/;

/**
 * The built web application. A file whose name bears a hash of its content (`/assets/`) is kept for ever; the page itself is asked for
 * each time. Any other path of the application is the page, which then shows what the path says.
 */
export async function serveScreen(app: ApiInstance, staticRoot: string | undefined): Promise<void> {
  if (staticRoot === undefined) {
    app.setNotFoundHandler(notFound);
    return;
  }
  if (!existsSync(path.join(staticRoot, 'index.html'))) {
    throw new Error(`${staticRoot} holds no built web application (index.html is missing)`);
  }
  await app.register(fastifyStatic, {
    root: staticRoot,
    cacheControl: false,
    setHeaders: (reply, file) => {
      const hashed = path.relative(staticRoot, file).startsWith(`assets${path.sep}`);
      reply.header('cache-control', hashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && !OF_THE_API.test(request.url) && !request.url.startsWith('/assets/');
    return isPage ? reply.sendFile('index.html') : notFound(request, reply);
  });
}
