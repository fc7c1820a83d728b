import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const KeysSchema = z.object({
  /** Signs the tokens (RS256, as HelseID does). */
  signing: z.record(z.string(), z.unknown()).and(z.object({ kty: z.literal('RSA') })),
  /** Signs the issuer's cookies. */
  cookie: z.string().min(32),
  /** The secret by which the API authenticates itself to the issuer. */
  clientSecret: z.string().min(32),
});
export type IssuerKeys = z.infer<typeof KeysSchema>;

/** Keys that outlive a restart, so that nobody is signed out by it. The file is readable by its owner only. */
export async function readOrMakeKeys(file: string): Promise<IssuerKeys> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) {
    const read = KeysSchema.safeParse(JSON.parse(text));
    if (read.success) return read.data;
    throw new Error(`${file} does not hold the issuer's keys. Remove it, and new ones are made: ${read.error.message}`);
  }
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const keys: IssuerKeys = {
    signing: { ...jwk, kty: 'RSA', use: 'sig', alg: 'RS256' },
    cookie: randomBytes(32).toString('base64url'),
    clientSecret: randomBytes(32).toString('base64url'),
  };
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, JSON.stringify(keys, null, 2), { mode: 0o600, flag: 'wx' });
  return keys;
}
