import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hashDeviceSecret } from '../deviceSecret.ts';

/** Makes the secrets of the demo devices from one key, so that homes simulated in another process know them too. */
export interface DemoSecrets {
  readonly secretOf: (deviceId: string) => string;
  readonly hashOf: (deviceId: string) => Promise<string>;
}

export function demoSecrets(key: string): DemoSecrets {
  const derive = (what: string) => createHmac('sha256', key).update(what).digest();
  const secretOf = (deviceId: string) => derive(`secret/${deviceId}`).toString('base64url');
  return {
    secretOf,
    hashOf: (deviceId) => hashDeviceSecret(secretOf(deviceId), derive(`salt/${deviceId}`).subarray(0, 12)),
  };
}

/** A secret of 256 bits that outlives a restart, in a file that only its owner may read. */
export async function readOrMakeSecret(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined) return kept.trim();
  const made = randomBytes(32).toString('base64url');
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}
