import { execFile } from 'node:child_process';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The operating-system user that runs the server. `undefined` stands for ourselves. */
export type Account = { readonly uid: number; readonly gid: number } | undefined;

/** PostgreSQL refuses to run as root, so root hands the server to this user and makes it if it is missing. */
const accountName = 'postgres';

/** What every child process is started with: nothing of ours, since PG* variables and TMPDIR would steer PostgreSQL. */
export const childEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };

export async function databaseAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await lookUp();
  if (existing) return existing;
  const system = ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  try {
    await run('useradd', [...system, '--user-group', accountName], { env: childEnvironment });
  } catch (cause) {
    throw new Error(
      `PostgreSQL cannot run as root, and the user "${accountName}" could not be made with useradd. ` +
        'Make it by hand, start as another user, or set SAMVAKT_DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
  const made = await lookUp();
  if (!made) throw new Error(`useradd made no user "${accountName}" that "id" can find.`);
  return made;
}

async function lookUp(): Promise<Account> {
  try {
    const [uid, gid] = await Promise.all([
      run('id', ['-u', accountName], { env: childEnvironment }),
      run('id', ['-g', accountName], { env: childEnvironment }),
    ]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch (error) {
    // `id` exits with 1 when it knows no such user; any other failure (no `id` at all) is not an answer.
    if ((error as { code?: unknown }).code === 1) return undefined;
    throw error;
  }
}

/** Whether the account can read every file and enter every folder named. Asked of the system, not computed from modes. */
export async function canRead(account: Account, paths: string[]): Promise<boolean> {
  if (!account) return true;
  const question = 'for p; do test -r "$p" || exit 1; if test -d "$p"; then test -x "$p" || exit 1; fi; done';
  try {
    await run('/bin/sh', ['-c', question, 'sh', ...paths], { ...account, cwd: '/', env: childEnvironment });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 1) return false;
    throw error;
  }
}

/** A folder that nobody but the account (and root) can look into. */
export async function makePrivateFolder(folder: string, account: Account): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
}
