import { once } from 'node:events';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { openDatabase } from '@samvakt/store';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { ApiConfigurationSchema } from './configuration.ts';
import { startApi } from './start.ts';

const settings = {
  publicUrl: 'http://localhost:4180',
  port: 0,
  issuerUrl: 'http://127.0.0.1:1',
  allowInsecureIssuer: true,
  clientId: 'samvakt',
  clientSecret: 'the secret of the client',
  sessionSecret: 'a secret of at least thirty-two characters',
};

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.end());

function options(port = 0) {
  const database = openDatabase({ connectionString: db.connectionString, applicationName: 'start', onError: () => {} });
  const configuration = ApiConfigurationSchema.parse({ ...settings, port });
  return { database, configuration, clock: () => 0, logger: pino({ level: 'silent' }) };
}

test('the API listens, refuses a WebSocket without a session by HTTP, and stops with nothing left open', async () => {
  const one = options();
  const api = await startApi(one);
  const { port } = api.address;
  expect(await (await fetch(`http://127.0.0.1:${port}/health/ready`)).json()).toEqual({ status: 'ok' });
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/changes`, { origin: settings.publicUrl });
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toContain('401');

  const second = options(port);
  await expect(startApi(second)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await second.database.stop();

  await api.stop();
  await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
  await one.database.stop();
});

test.each([
  ['an issuer over http in production', { allowInsecureIssuer: false }, 'issuerUrl'],
  ['a short session secret', { sessionSecret: 'short' }, 'sessionSecret'],
  ['an address that is none', { publicUrl: 'samvakt' }, 'publicUrl'],
  ['a level that does not exist', { requiredSecurityLevel: 5 }, 'requiredSecurityLevel'],
])('a configuration with %s is refused by its name', (_name, wrong, path) => {
  const { error } = ApiConfigurationSchema.safeParse({ ...settings, ...wrong });
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
