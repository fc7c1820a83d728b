import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@samvakt/harness';
import { connectAsync } from 'mqtt';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoCast } from '../demo/homes.ts';
import { demoSecrets } from '../demo/secrets.ts';
import { seedDemo } from '../demo/seed.ts';
import { createStack, type Stack } from '../instance/stack.ts';
import { freePort } from '../ports.ts';
import { openServiceDatabase } from '../serviceDatabase.ts';
import { startApiAlone } from './api.ts';
import { startBrokerAlone } from './broker.ts';
import { startDemoAlone } from './demo.ts';
import { startIngestAlone } from './ingest.ts';
import { startIssuerAlone } from './issuer.ts';
import { migrateAlone } from './migrate.ts';
import { writeMosquittoAccounts } from './mosquittoAccounts.ts';
import type { Alone } from './run.ts';
import { startTimersAlone } from './timers.ts';
import { verifyAlone } from './verify.ts';

const log = pino({ level: 'silent' });
const secret = 'a secret of the ingest service';
let db: TestDatabase;
let folder: string;
let stack: Stack;
let faults: string[];

beforeAll(async () => {
  db = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'samvakt-commands-'));
});
afterAll(async () => {
  await db.end();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  faults = [];
  stack = createStack({ patienceMs: 20_000, onFault: (name, error) => faults.push(`${name}: ${error}`) });
});
afterEach(async () => {
  await stack.stop();
  expect(faults).toEqual([]);
});

/** What a service started alone is given; settings that are not named are not set. */
function alone(settings: Record<string, unknown>): never {
  const parts: Omit<Alone<'timers'>, 'settings'> = {
    end: async () => {},
    stack,
    stopping: new AbortController().signal,
    log,
    clock: Date.now,
  };
  return { ...parts, settings: { SAMVAKT_DATABASE_URL: db.connectionString, ...settings } } as never;
}

const ask = async (port: number, path: string): Promise<[number, string]> => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  return [response.status, await response.text()];
};

describe('each service by itself', () => {
  it('migrate leaves a schema that is up to date as it is', async () => {
    await migrateAlone(alone({}));
  });

  it('timers say that they are ready', async () => {
    const port = await freePort();
    await startTimersAlone(alone({ SAMVAKT_METRICS_PORT: port }));
    expect(await ask(port, '/health/ready')).toEqual([200, 'ok\n']);
  });

  it('broker, ingest and simulated homes work over their addresses alone', async () => {
    const brokerPort = await freePort();
    const metricsPort = await freePort();
    const SAMVAKT_INGEST_SECRET = secret;
    const SAMVAKT_BROKER_URL = `mqtt://127.0.0.1:${brokerPort}`;
    await startBrokerAlone(alone({ SAMVAKT_BROKER_PORT: brokerPort, SAMVAKT_INGEST_SECRET }));
    await startIngestAlone(alone({ SAMVAKT_BROKER_URL, SAMVAKT_INGEST_SECRET, SAMVAKT_METRICS_PORT: metricsPort }));
    expect(await ask(metricsPort, '/health/ready')).toEqual([200, 'ok\n']);
    const ended = startDemoAlone(alone({ SAMVAKT_BROKER_URL, SAMVAKT_DEMO_KEY: 'a key for the demo devices' }));
    await expect
      .poll(async () => (await ask(metricsPort, '/metrics'))[1], { interval: 200 })
      .toMatch(/samvakt_ingest_measurements_total\{fate="stored"\} [1-9]\d{3}/);
    const { rows } = await db.pool.query('select count(distinct patient_id)::int as patients from measurement');
    expect(rows[0].patients).toBeGreaterThan(1);
    await stack.stop();
    await ended;
  });

  it('issuer and API find each other', async () => {
    const [apiPort, issuerPort] = [await freePort(), await freePort()];
    const SAMVAKT_PUBLIC_URL = `http://localhost:${apiPort}`;
    await startIssuerAlone(alone({ SAMVAKT_PUBLIC_URL, SAMVAKT_ISSUER_PORT: issuerPort, SAMVAKT_DATA: folder }));
    const keys = JSON.parse(await readFile(path.join(folder, 'keys', 'issuer.json'), 'utf8'));
    await startApiAlone(
      alone({
        SAMVAKT_PUBLIC_URL,
        SAMVAKT_PORT: apiPort,
        SAMVAKT_ISSUER_URL: `http://localhost:${issuerPort}`,
        SAMVAKT_INSECURE_ISSUER: 'yes',
        SAMVAKT_CLIENT_SECRET: keys.clientSecret,
        SAMVAKT_SESSION_SECRET: 'a session secret that is long enough',
      }),
    );
    expect((await ask(apiPort, '/health/ready'))[0]).toBe(200);
    const begun = await fetch(`http://127.0.0.1:${apiPort}/auth/login`, { redirect: 'manual' });
    const to = new URL(begun.headers.get('location') ?? '');
    expect(to.origin + to.pathname).toBe(`http://localhost:${issuerPort}/auth`);
    expect(to.searchParams.get('redirect_uri')).toBe(`${SAMVAKT_PUBLIC_URL}/auth/callback`);
    expect((await fetch(to, { redirect: 'manual' })).headers.get('location')).toMatch(/\/interaction\//);
  });

  it('API refuses an http issuer unless it is told that this is development', async () => {
    const refused = startApiAlone(
      alone({
        SAMVAKT_PUBLIC_URL: 'http://localhost:1',
        SAMVAKT_ISSUER_URL: 'http://localhost:2',
        SAMVAKT_CLIENT_SECRET: 'x'.repeat(16),
        SAMVAKT_SESSION_SECRET: 'x'.repeat(32),
      }),
    );
    await expect(refused).rejects.toThrow(/SAMVAKT_ISSUER_URL must be https/);
  });

  it('mosquitto-accounts writes every registered device and the ingest service', async () => {
    const database = openServiceDatabase({ connectionString: db.connectionString, service: 'test', log, stack });
    const { patients } = demoCast(Date.UTC(2026, 10, 21));
    const secrets = demoSecrets('a key for the demo devices');
    await seedDemo(database, { patients, secrets, startedAt: 0, followedSince: 0, log });
    const output = path.join(folder, 'passwords');
    await writeMosquittoAccounts(alone({ SAMVAKT_INGEST_SECRET: secret }), { output });
    const lines = (await readFile(output, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(patients.length + 1);
    for (const line of lines) expect(line).toMatch(/^(ingest@samvakt|home-\d\d):\$7\$1000\$/);
  });

  it('verify writes a certificate over the seeded episodes, and fails loudly once history was tampered with', async () => {
    let written = '';
    const write = (text: string) => {
      written = text;
    };
    await verifyAlone(alone({}), write);
    expect(JSON.parse(written)).toMatchObject({ verified: true, episodes: 42, active: 42, periods: 44 });
    const client = await db.pool.connect();
    // What only an administrator could do, past every trigger.
    await client.query('set session_replication_role = replica');
    await client.query(`update responsibility set team_id = (select id from team where id <> responsibility.team_id limit 1)
      where id = (select id from responsibility order by id limit 1)`);
    await client.query('set session_replication_role = origin');
    client.release();
    await expect(verifyAlone(alone({}), write)).rejects.toThrow(/Responsibility is breached in episode/);
    expect(JSON.parse(written)).toMatchObject({ verified: false });
  });

  it('is refused by a broker that it does not know the secret of', async () => {
    const port = await freePort();
    await startBrokerAlone(alone({ SAMVAKT_BROKER_PORT: port, SAMVAKT_INGEST_SECRET: secret }));
    const refused = connectAsync(`mqtt://127.0.0.1:${port}`, { username: 'ingest@samvakt', password: 'guess' }, false);
    await expect(refused).rejects.toThrow(/Bad username or password|Not authorized|Unsupported|identifier|protocol/i);
  });
});

describe('the command line', () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const run = async (args: string[], env: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env.PATH ?? '', ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    return { code, output };
  };

  it('names every setting that is missing, without a stack', async () => {
    const { code, output } = await run(['api']);
    expect(code).toBe(1);
    for (const name of ['DATABASE_URL', 'PUBLIC_URL', 'ISSUER_URL', 'CLIENT_SECRET', 'SESSION_SECRET']) {
      expect(output).toContain(`SAMVAKT_${name} is missing`);
    }
    expect(output).not.toMatch(/\n\s+at /);
  });

  it('ends with 0 when a command that ends has done its work', async () => {
    const { code, output } = await run(['migrate'], { SAMVAKT_DATABASE_URL: db.connectionString });
    expect(output).toContain('the schema is up to date');
    expect(code).toBe(0);
  });

  it('makes nothing anew before it is told who does it, why, and of whom', async () => {
    const rebuild = (...args: string[]) =>
      run(['triage', 'rebuild', ...args], { SAMVAKT_DATABASE_URL: db.connectionString });
    const unknown = '00000000-0000-4000-8000-000000000000';
    const help = await rebuild('--help');
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining('--dry-run') });
    expect(help.output).toContain('Alerts that stand open stay open');
    for (const [args, said] of [
      [['x'], /It must be the id of a follow-up/],
      [[unknown, '--by', 'Drift'], /--by and --reason are required, unless it is a --dry-run/],
      [[unknown, '--dry-run'], /Samvakt stops:.* There is no such follow-up\./],
      [[unknown, '--by', ' ', '--reason', 'Disk'], /Say who does it, and why\./],
    ] as const) {
      const { code, output } = await rebuild(...args);
      expect([args, code, said.test(output)]).toEqual([args, 1, true]);
      expect(output).not.toMatch(/\n\s+at /);
    }
  });

  it('says what can be set', async () => {
    const { code, output } = await run(['ingest', '--help']);
    expect(code).toBe(0);
    expect(output).toMatch(/SAMVAKT_BROKER_URL .*\[required\]/);
  });

  it('refuses what is no id of an alert, without a stack', async () => {
    const { code, output } = await run(['explain', 'this'], { SAMVAKT_DATABASE_URL: db.connectionString });
    expect(output).toContain('It must be the id of an alert');
    expect(output).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });

  it('says that there is no such alert, without a stack', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const { code, output } = await run(['explain', id], { SAMVAKT_DATABASE_URL: db.connectionString });
    expect(output).toContain(`There is no alert ${id}.`);
    expect(output).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
  });

  it('refuses a port that is none', async () => {
    expect((await run(['start', '--port', '70000'])).output).toContain('It must be 1 to 65535.');
  });
});
