import { access, constants, mkdir, open, readFile, rm, statfs } from 'node:fs/promises';
import path from 'node:path';

/** A fault of the machine or the command, told to the person at the terminal in one sentence and without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const GIGABYTE = 1024 ** 3;
const LEAST_FREE_BYTES = GIGABYTE;

/** Makes the folder for data, keys and logs, and refuses one that cannot be written or has less than a gigabyte of room. */
export async function prepareDataFolder(
  folder: string,
  freeBytes: (folder: string) => Promise<number> = freeBytesOf,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new StartError(`The data folder ${folder} cannot be written to: ${(cause as Error).message}`, { cause });
  }
  const free = await freeBytes(folder);
  if (free >= LEAST_FREE_BYTES) return;
  throw new StartError(
    `Only ${(free / GIGABYTE).toFixed(2)} GB are free on the disk of ${folder}; 1 GB is needed. ` +
      'Make room, or choose another folder with SAMVAKT_DATA.',
  );
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Takes the folder for this process, so that two never run on the same data. A lock whose process is gone is taken over.
 * Gives the function that lets go of it.
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, 'lock');
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = await open(file, 'wx', 0o644);
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (holder !== process.pid && (await isSamvakt(holder))) {
      throw new StartError(
        `Samvakt already runs on ${folder} (process ${holder}). Stop it first, or set SAMVAKT_DATA to another folder.`,
      );
    }
    await rm(file, { force: true });
  }
  throw new StartError(`The data folder ${folder} could not be locked: somebody else starts at the same time.`);
}

/** Process numbers are used again, so a living process counts only when its command line is one of ours, where that can be seen. */
async function isSamvakt(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (process.platform !== 'linux') return true;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.includes('main.ts');
}
