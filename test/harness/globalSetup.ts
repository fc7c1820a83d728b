import { inspect } from 'node:util';
import { startEmbeddedPostgres } from '@samvakt/samvakt/embedded/postgres';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    database: { adminUrl: string; templateFault: string | null };
  }
}

export const templateName = 'samvakt_template';

interface SharedServer {
  users: number;
  readonly started: Promise<{ adminUrl: string; templateFault: string | null; stop: () => Promise<void> }>;
}

/** Each vitest project calls this setup in the same process; they share one server, and the last to leave stops it. */
const shared = globalThis as typeof globalThis & { samvaktTestServer?: SharedServer | undefined };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.samvaktTestServer ??= { users: 0, started: startServerWithTemplate() };
  const server = shared.samvaktTestServer;
  server.users += 1;
  const { adminUrl, templateFault, stop } = await server.started;
  project.provide('database', { adminUrl, templateFault });
  return async () => {
    server.users -= 1;
    if (server.users > 0) return;
    shared.samvaktTestServer = undefined;
    await stop();
  };
}

async function startServerWithTemplate() {
  const server = await startEmbeddedPostgres();
  const adminUrl = server.databaseUrl('postgres');
  const templateFault = await makeTemplate(adminUrl, server.databaseUrl(templateName)).then(
    () => null,
    (error: unknown) => inspect(error),
  );
  return { adminUrl, templateFault, stop: server.stop };
}

/** A migration that fails is told by every test that needs the template, not by a run that ends before any test. */
async function makeTemplate(adminUrl: string, templateUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`create database ${templateName}`);
    const { migrate } = await import('@samvakt/store');
    await migrate({ connectionString: templateUrl });
    await client.query(`alter database ${templateName} with is_template true allow_connections false`);
  } finally {
    await client.end();
  }
}
