import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);

/*
 * Hashes of device secrets, in the format of Mosquitto's password file: `$7$<iterations>$<salt>$<hash>`, PBKDF2 with
 * SHA-512, both parts base64 (mosquitto, `password_file` in mosquitto.conf(5)). The database holds one hash that the
 * embedded broker verifies and that `samvakt mosquitto-passwords` hands to the production broker as it stands.
 *
 * A device secret is 256 random bits that no person chose, so it cannot be guessed whatever the iterations cost.
 */
const ITERATIONS = 1_000;
const SALT_BYTES = 12;
const HASH_BYTES = 64;

/** A new secret: 256 random bits as 43 URL-safe characters. */
export const makeDeviceSecret = (): string => randomBytes(32).toString('base64url');

/** @param salt 12 bytes; given only where the same hash must come out again */
export async function hashDeviceSecret(secret: string, salt: Buffer = randomBytes(SALT_BYTES)): Promise<string> {
  const hash = await derive(secret, salt, ITERATIONS, HASH_BYTES, 'sha512');
  return `$7$${ITERATIONS}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

/** Whether this is the secret. A hash in another format is a fault in the database and throws. */
export async function matchesDeviceSecret(secret: string, stored: string): Promise<boolean> {
  const [, algorithm, iterations, salt, hash] = stored.split('$');
  const count = Number(iterations);
  if (algorithm !== '7' || !salt || !hash || !Number.isSafeInteger(count) || count < 1) {
    throw new Error('The stored hash of a device secret is not in the format $7$iterations$salt$hash.');
  }
  const expected = Buffer.from(hash, 'base64');
  const actual = await derive(secret, Buffer.from(salt, 'base64'), count, expected.length, 'sha512');
  return expected.length > 0 && timingSafeEqual(actual, expected);
}
