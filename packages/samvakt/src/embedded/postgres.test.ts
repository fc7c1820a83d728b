import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../ports.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './postgres.ts';

let folder: string;
let samvaktFolder: string;
let running: EmbeddedPostgres[];
let said: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'samvakt-embedded-'));
  // mkdtemp makes folders of mode 0700, which root's database user could not enter; that case has a test of its own.
  await chmod(folder, 0o755);
  samvaktFolder = path.join(folder, '.samvakt');
  running = [];
  said = [];
});
afterEach(async () => {
  for (const server of running) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(port?: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    samvaktFolder,
    port: port ?? (await freePort()),
    log: (line) => said.push(line),
  });
  running.push(server);
  return server;
}

async function query(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A Node that starts the server and is killed before it can stop it. */
async function startAndKill(port: number): Promise<void> {
  const library = new URL('./postgres.ts', import.meta.url).href;
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(library)});
    await startEmbeddedPostgres({ samvaktFolder: ${JSON.stringify(samvaktFolder)}, port: ${port} });
    process.stdout.write('started');
    setInterval(() => {}, 1000);`;
  const node = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(node.stdout, 'data');
  node.kill('SIGKILL');
  await once(node, 'exit');
}

describe('a kept database', () => {
  it('has its data again after a stop and a start', async () => {
    const first = await start();
    await query(first, `create table kept as select 'yes' as answer`);
    await first.stop();
    expect(await query(await start(), 'select * from kept')).toEqual([{ answer: 'yes' }]);
  });

  it('lets in nobody without the password, from this machine only, and keeps the password to itself', async () => {
    const server = await start();
    const [settings] = await query(
      server,
      `
      select current_setting('listen_addresses') as listens,
        (select string_agg(distinct auth_method, ',') from pg_hba_file_rules) as methods,
        (select left(rolpassword, 14) from pg_authid where rolname = 'samvakt') as hashed`,
    );
    expect(settings).toEqual({ listens: '127.0.0.1', methods: 'scram-sha-256', hashed: 'SCRAM-SHA-256$' });
    const wrong = new URL(server.connectionString);
    wrong.password = 'guessed';
    await expect(new Client({ connectionString: wrong.href }).connect()).rejects.toThrow(/authentication failed/);
    expect((await stat(server.folder)).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(server.folder, 'password'))).mode & 0o777).toBe(0o600);
    const { password } = new URL(server.connectionString);
    expect((await readFile(path.join(server.folder, 'password'), 'utf8')).trim()).toBe(password);
  });

  it('is found and used again when the process that started it was killed', async () => {
    const port = await freePort();
    await startAndKill(port);
    const server = await start(port);
    expect(server.port).toBe(port);
    expect(said.join('\n')).toMatch(/uses the server that an earlier start left running/);
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    await expect(query(server, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('is stopped first when it was left running on another port than the one asked for', async () => {
    await startAndKill(await freePort());
    const port = await freePort();
    expect((await start(port)).port).toBe(port);
    expect(said.join('\n')).toMatch(/stops the server that an earlier start left running/);
  });

  it('recovers when the server itself was killed', async () => {
    const first = await start();
    await query(first, 'create table survived (id int)');
    const [line = ''] = (await readFile(path.join(first.folder, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(line), 'SIGKILL');
    await expect.poll(() => query(first, 'select 1').catch(() => 'gone')).toBe('gone');
    expect(await query(await start(), `select to_regclass('survived')::text as is`)).toEqual([{ is: 'survived' }]);
  });

  it('leaves alone a process that by now has the number in a stale lock file', async () => {
    const first = await start();
    await first.stop();
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(bystander, 'spawn');
    const lines = [bystander.pid, first.folder, 1, first.port, '', '127.0.0.1', '', 'ready', ''];
    await writeFile(path.join(first.folder, 'data', 'postmaster.pid'), lines.join('\n'), { mode: 0o644 });
    expect(await query(await start(), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(bystander.exitCode).toBeNull();
    expect(bystander.signalCode).toBeNull();
    bystander.kill('SIGKILL');
  });

  it('is made anew where its making was cut short', async () => {
    const first = await start();
    await first.stop();
    await rm(path.join(first.folder, 'data'), { recursive: true });
    await mkdir(path.join(first.folder, 'data.unfinished', 'base'), { recursive: true });
    await start();
    expect(await readdir(first.folder)).not.toContain('data.unfinished');
  });

  it('that cannot start says what the server wrote last', async () => {
    const first = await start();
    await first.stop();
    await appendFile(path.join(first.folder, 'data', 'postgresql.auto.conf'), `shared_buffers = 'much'\n`);
    await expect(start()).rejects.toThrow(/did not start on port \d+.*invalid value for parameter "shared_buffers"/s);
    await writeFile(path.join(first.folder, 'data', 'PG_VERSION'), '15\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 15, and this is PostgreSQL 18/);
  });

  it('refuses a port that was asked for and is taken, by the name of its setting', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const taken = typeof address === 'object' && address ? address.port : 0;
    await expect(start(taken)).rejects.toThrow(`Port ${taken}, asked for with SAMVAKT_DATABASE_PORT, is taken`);
    server.close();
  });

  it.skipIf(process.getuid?.() !== 0)('lies elsewhere when root’s folder is closed to the database user', async () => {
    await chmod(folder, 0o700);
    const server = await start();
    expect(server.folder).toMatch(/^\/var\/lib\/samvakt\/[0-9a-f]{16}\/postgres$/);
    expect(said.join('\n')).toContain(`keeps its data in ${server.folder}, because the database user may not enter`);
    expect(await readFile(path.join(samvaktFolder, 'postgres-is-elsewhere.txt'), 'utf8')).toContain(server.folder);
    await query(server, 'create table kept (id int)');
    await server.stop();
    const again = await start();
    expect(await query(again, `select to_regclass('kept')::text as is`)).toEqual([{ is: 'kept' }]);
    await again.stop();
    await rm(path.dirname(again.folder), { recursive: true });
  });
});

describe('a temporary database', () => {
  it('is gone when it is stopped, and stands beside others', async () => {
    const [one, two] = await Promise.all([startEmbeddedPostgres(), startEmbeddedPostgres()]);
    expect(one.port).not.toBe(two.port);
    expect(await query(one, `select current_setting('fsync') as fsync`)).toEqual([{ fsync: 'off' }]);
    await Promise.all([one.stop(), two.stop()]);
    await expect(stat(one.folder)).rejects.toThrow(/ENOENT/);
  });
});
