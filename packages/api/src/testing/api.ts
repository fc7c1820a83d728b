import { randomBytes, randomUUID } from 'node:crypto';
import { Signer } from '@fastify/cookie';
import { createTestDatabase } from '@samvakt/harness';
import { openDatabase, writeSession } from '@samvakt/store';
import pino from 'pino';
import { type App, buildApp } from '../app.ts';
import { type ApiConfiguration, ApiConfigurationSchema } from '../configuration.ts';
import { digestOf } from '../session/store.ts';
import { createWorld, HOUR, type Person } from './world.ts';

export const PUBLIC_URL = 'http://localhost:4180';
const SECRET = 'a secret of at least thirty-two characters';

export type Answer = { status: number; body: ReturnType<typeof JSON.parse>; headers: Record<string, unknown> };
export type Client = {
  sessionDigest: string;
  headers: Record<string, string>;
  get: (path: string, headers?: Record<string, string>) => Promise<Answer>;
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>;
};
export type TestApi = Awaited<ReturnType<typeof startTestApi>>;

type Options = {
  connectionString: string;
  clock: () => number;
  configuration?: Partial<ApiConfiguration>;
  staticRoot?: string;
};

/** The API with a world in it, over a database of its own; `stop` closes both. */
export async function openTestApi(options: Omit<Options, 'connectionString'>) {
  const db = await createTestDatabase();
  const api = await startTestApi({ ...options, connectionString: db.connectionString });
  const stop = async () => {
    await api.stop();
    await db.end();
  };
  return { db, api: { ...api, stop }, world: api.world };
}

/** The API over the database that is given, with a world in it. */
export async function startTestApi(options: Options) {
  const running = await buildTestApp(options);
  return { ...running, world: await createWorld(running.database) };
}

/** The API, not listening, and a log that can be read. */
export async function buildTestApp(options: Options) {
  const database = openDatabase({
    connectionString: options.connectionString,
    applicationName: 'api test',
    onError: () => {},
  });
  const configuration: ApiConfiguration = {
    ...ApiConfigurationSchema.parse({
      publicUrl: PUBLIC_URL,
      port: 0,
      issuerUrl: 'http://127.0.0.1:1',
      allowInsecureIssuer: true,
      clientId: 'samvakt',
      clientSecret: 'the secret of the client',
      sessionSecret: SECRET,
      requestsPerMinute: 1_000_000,
      signInsPerMinute: 1_000_000,
    }),
    ...options.configuration,
  };
  const logged: string[] = [];
  const app = await buildApp({
    database,
    configuration,
    clock: options.clock,
    logger: pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) }),
    staticRoot: options.staticRoot,
  });
  await app.ready();
  return {
    app,
    database,
    logged,
    /** A browser in which the person has signed in. */
    signedIn: (person: Person) => signedIn(app, person),
    stop: async () => {
      await app.close();
      await database.stop();
    },
  };

  async function signedIn(on: App, person: Person): Promise<Client> {
    const [sessionId, csrfToken] = [randomBytes(24).toString('base64url'), randomUUID()];
    const at = options.clock();
    await writeSession(database.pool, {
      id: digestOf(sessionId),
      data: { signedIn: { practitionerId: person.id, at, csrfToken, idToken: null } },
      expiresAt: at + HOUR / 2,
    });
    const cookie = `samvakt=${encodeURIComponent(new Signer(SECRET, 'sha256').sign(sessionId))}`;
    return clientOf(on, { cookie, 'x-csrf-token': csrfToken, origin: PUBLIC_URL }, digestOf(sessionId));
  }
}

function clientOf(app: App, headers: Record<string, string>, sessionDigest: string): Client {
  const ask = async (method: 'GET' | 'POST', url: string, more: Record<string, string> = {}, body?: unknown) => {
    const answer = await app.inject({
      method,
      url,
      headers: { ...headers, ...more },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return { status: answer.statusCode, body: isJson ? answer.json() : answer.body, headers: answer.headers };
  };
  return {
    sessionDigest,
    headers,
    get: (path, more) => ask('GET', path, more),
    post: (path, body, more) => ask('POST', path, more, body),
  };
}
