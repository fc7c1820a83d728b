import { type Queryable, readDeviceSecretHash } from '@samvakt/store';
import { matchesDeviceSecret } from './deviceSecret.ts';

/** Asks the database at every sign-in, so that a device that was given a new secret or struck off is known at once. */
export function deviceVerifier(client: Queryable): (deviceId: string, secret: string) => Promise<boolean> {
  return async (deviceId, secret) => {
    const hash = await readDeviceSecretHash(client, deviceId);
    return hash !== null && matchesDeviceSecret(secret, hash);
  };
}
