import { execFile } from 'node:child_process';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Account, childEnvironment } from './account.ts';
import { initdb, pgCtl } from './binaries.ts';
import type { Place } from './place.ts';

const run = promisify(execFile);

/** One PostgreSQL data folder and the user that its server runs as. */
export interface Cluster {
  readonly place: Place;
  readonly account: Account;
}

export const superuser = 'samvakt';

const dataFolder = (cluster: Cluster): string => path.join(cluster.place.folder, 'data');
const serverLog = (cluster: Cluster): string => path.join(cluster.place.folder, 'postgres.log');
export const passwordFile = (cluster: Cluster): string => path.join(cluster.place.folder, 'password');

/** Makes the data folder unless it is there. An initialisation that was cut short leaves nothing that looks finished. */
export async function initialise(cluster: Cluster): Promise<'made' | 'present'> {
  const data = dataFolder(cluster);
  const version = await readFile(path.join(data, 'PG_VERSION'), 'utf8').catch(absent);
  if (version !== undefined) {
    if (version.trim() === '18') return 'present';
    throw new Error(`${data} was made by PostgreSQL ${version.trim()}, and this is PostgreSQL 18. Move it away first.`);
  }
  const unfinished = `${data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await execute(cluster, initdb(cluster.place.binaries), [
    `--pgdata=${unfinished}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile(cluster)}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  await rename(unfinished, data);
  return 'made';
}

/** The server of this data folder that is running now, also one that an earlier, killed process left behind. */
export async function runningServer(cluster: Cluster): Promise<{ pid: number; port: number } | undefined> {
  const file = path.join(dataFolder(cluster), 'postmaster.pid');
  // Lines of postmaster.pid: process id, data folder, start time, port, … (PostgreSQL source, miscadmin.h)
  const lines = (await readFile(file, 'utf8').catch(absent))?.split('\n');
  if (!lines) return undefined;
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (Number.isInteger(pid) && pid > 0 && (await belongsTo(cluster, pid))) return { pid, port };
  // Left by a crash or a power cut. It is removed because its number may by now be some other process's.
  await rm(file, { force: true });
  return undefined;
}

/** The process ids of a machine are used again: only a process that names this data folder is this server. */
async function belongsTo(cluster: Cluster, pid: number): Promise<boolean> {
  const data = dataFolder(cluster);
  if (process.platform === 'win32') return true;
  if (process.platform === 'linux') {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(absent);
    return commandLine?.split('\0').includes(data) ?? false;
  }
  const listed = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return listed.stdout.includes(data);
}

/** Starts the server and waits until it accepts connections, through crash recovery if need be. */
export async function startServer(cluster: Cluster, port: number, settings: Record<string, string>): Promise<void> {
  const log = serverLog(cluster);
  const before = await stat(log).then((status) => status.size, absent);
  const options = Object.entries({ ...settings, port: String(port) }).map(([name, value]) => `-c ${name}=${value}`);
  try {
    await execute(cluster, pgCtl(cluster.place.binaries), [
      'start',
      `--pgdata=${dataFolder(cluster)}`,
      `--log=${log}`,
      `--options=${options.join(' ')}`,
      '--wait',
      '--timeout=60',
      '--silent',
    ]);
  } catch (cause) {
    const said = await textFrom(log, before ?? 0);
    throw new ServerDidNotStart(said, port, { cause });
  }
}

export class ServerDidNotStart extends Error {
  override readonly name = 'ServerDidNotStart';
  readonly portTaken: boolean;

  /** @param said what the server wrote in its log during this start */
  constructor(said: string, port: number, options: ErrorOptions) {
    const lastLines = said.trim().split('\n').slice(-12).join('\n  ');
    super(`PostgreSQL did not start on port ${port}. Its last log lines:\n  ${lastLines || '(nothing)'}`, options);
    this.portTaken = /could not bind .*Address already in use/s.test(said);
  }
}

/** `fast` rolls open transactions back and writes everything; `immediate` is a crash on purpose, for data nobody keeps. */
export async function stopServer(cluster: Cluster, mode: 'fast' | 'immediate'): Promise<void> {
  if (!(await runningServer(cluster))) return;
  const stop = ['stop', `--pgdata=${dataFolder(cluster)}`, '--wait', '--silent'];
  try {
    await execute(cluster, pgCtl(cluster.place.binaries), [...stop, `--mode=${mode}`, '--timeout=20']);
  } catch (error) {
    if (!(await runningServer(cluster))) return;
    if (mode === 'immediate') throw error;
    await execute(cluster, pgCtl(cluster.place.binaries), [...stop, '--mode=immediate', '--timeout=20']);
  }
}

async function execute(cluster: Cluster, program: string, args: string[]): Promise<void> {
  try {
    await run(program, args, { ...cluster.account, cwd: cluster.place.folder, env: childEnvironment });
  } catch (cause) {
    const { stderr = '', stdout = '' } = cause as { stderr?: string; stdout?: string };
    const said = `${stdout}\n${stderr}`.trim();
    throw new Error(`${path.basename(program)} ${args[0]} failed: ${said || String(cause)}`, { cause });
  }
}

async function textFrom(file: string, offset: number): Promise<string> {
  const handle = await open(file).catch(absent);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read({
      position: offset,
      buffer: Buffer.alloc(Math.max(0, size - offset)),
    });
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
