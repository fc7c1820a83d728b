import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { StartError } from './instance/dataFolder.ts';

const run = promisify(execFile);

/** What the screens are made from: their own room, and the rooms they import. */
const SOURCES = [
  'web/src',
  'web/public',
  'web/index.html',
  'web/vite.config.ts',
  'web/package.json',
  'contract/src',
  'triage/src',
  'care/src',
];

/** Whether the built screens are missing or older than anything they are made from. */
export async function isWebStale(packages: string): Promise<boolean> {
  const builtAt = await stat(path.join(packages, 'web/dist/index.html')).then(
    (status) => status.mtimeMs,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Number.NEGATIVE_INFINITY;
      throw error;
    },
  );
  for (const source of SOURCES) if ((await newestIn(path.join(packages, source))) > builtAt) return true;
  return false;
}

/** Builds the screens in a process of their own, which gives its memory back. */
export async function buildWeb(packages: string): Promise<void> {
  const room = path.join(packages, 'web');
  const vite = createRequire(path.join(room, 'package.json')).resolve('vite/package.json');
  try {
    await run(process.execPath, [path.join(path.dirname(vite), 'bin/vite.js'), 'build', '--logLevel', 'warn'], {
      cwd: room,
    });
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    throw new StartError(`The screens could not be built:\n${`${stdout}\n${stderr}`.trim()}`, { cause });
  }
}

async function newestIn(source: string): Promise<number> {
  const status = await stat(source).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!status) return Number.NEGATIVE_INFINITY;
  if (!status.isDirectory()) return status.mtimeMs;
  const inside = await readdir(source);
  const times = await Promise.all(inside.map((name) => newestIn(path.join(source, name))));
  return Math.max(Number.NEGATIVE_INFINITY, ...times);
}
