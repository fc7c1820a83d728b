import { createHash } from 'node:crypto';
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Account, canRead, makePrivateFolder } from './account.ts';
import type { Binaries } from './binaries.ts';

/** Where root keeps what the database user may not reach in the clone. */
const outside = '/var/lib/samvakt';

export interface Place {
  /** Folder owned by the database user, mode 0700: data, password and server log. */
  readonly folder: string;
  readonly binaries: Binaries;
  /** Why the folder is not in `.samvakt`, when it is not. */
  readonly reason?: string;
}

/**
 * The folder for a database that is kept: `.samvakt/postgres`, or, when the database user may not enter the clone
 * (root's home is closed to others), a folder under /var/lib/samvakt named after the clone's path.
 */
export async function keptPlace(samvaktFolder: string, found: Binaries, account: Account): Promise<Place> {
  await mkdir(samvaktFolder, { recursive: true });
  const binaries = await reachableBinaries(found, account);
  if (account) await chmod(samvaktFolder, 0o755);
  const inClone = path.join(samvaktFolder, 'postgres');
  if (await canRead(account, [samvaktFolder])) {
    await makePrivateFolder(inClone, account);
    return { folder: inClone, binaries };
  }
  const parent = path.join(outside, createHash('sha256').update(samvaktFolder).digest('hex').slice(0, 16));
  const folder = path.join(parent, 'postgres');
  await openFolder(outside);
  await openFolder(parent);
  await makePrivateFolder(folder, account);
  const reason = `the database user may not enter ${samvaktFolder}`;
  await writeFile(path.join(samvaktFolder, 'postgres-is-elsewhere.txt'), `${folder}\n(${reason})\n`);
  return { folder, binaries, reason };
}

/** A folder for a database that is thrown away when this process stops it. */
export async function ephemeralPlace(found: Binaries, account: Account): Promise<Place> {
  const binaries = await reachableBinaries(found, account);
  let parent = tmpdir();
  if (!(await canRead(account, [parent]))) {
    parent = outside;
    await openFolder(outside);
  }
  const folder = await mkdtemp(path.join(parent, `${ephemeralPrefix}${process.pid}-`));
  await makePrivateFolder(folder, account);
  return { folder, binaries };
}

const ephemeralPrefix = 'samvakt-postgres-';

/** Ephemeral folders whose Node process is gone: it was killed before it could stop its server. */
export async function abandonedEphemeralFolders(): Promise<string[]> {
  const abandoned: string[] = [];
  for (const parent of [tmpdir(), outside]) {
    for (const name of await readdir(parent).catch(absentIsEmpty)) {
      const owner = name.startsWith(ephemeralPrefix) ? Number(name.slice(ephemeralPrefix.length).split('-')[0]) : 0;
      if (owner > 0 && !isAlive(owner)) abandoned.push(path.join(parent, name));
    }
  }
  return abandoned;
}

function absentIsEmpty(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The programs where they are, or a copy of them that the database user may run. */
async function reachableBinaries(found: Binaries, account: Account): Promise<Binaries> {
  const probes = ['bin/initdb', 'bin/postgres', 'bin/pg_ctl', 'lib', 'share/postgresql'].map((name) =>
    path.join(found.root, name),
  );
  if (await canRead(account, probes)) return found;
  await openFolder(outside);
  const copy = path.join(outside, `postgresql-${found.version}-${process.arch}`);
  const present = await stat(copy).catch(() => undefined);
  if (!present) {
    // Copied beside and renamed, so that a copy cut short is never taken for a whole one.
    const partial = await mkdtemp(path.join(outside, 'copying-'));
    await cp(found.root, partial, { recursive: true, verbatimSymlinks: true });
    await openToReaders(partial);
    await rename(partial, copy).catch(async (error: NodeJS.ErrnoException) => {
      await rm(partial, { recursive: true, force: true });
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  }
  return { ...found, root: copy };
}

async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}

async function openToReaders(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const name of await readdir(folder, { recursive: true })) {
    const entry = path.join(folder, name);
    const status = await lstat(entry);
    if (status.isSymbolicLink()) continue;
    const executable = status.isDirectory() || (status.mode & 0o100) !== 0;
    await chmod(entry, executable ? 0o755 : 0o644);
  }
}
