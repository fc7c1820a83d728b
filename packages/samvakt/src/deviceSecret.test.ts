import { describe, expect, it } from 'vitest';
import { hashDeviceSecret, makeDeviceSecret, matchesDeviceSecret } from './deviceSecret.ts';

describe('a device secret', () => {
  it('matches its own hash and no other secret does', async () => {
    const secret = makeDeviceSecret();
    const stored = await hashDeviceSecret(secret);
    expect(stored).toMatch(/^\$7\$1000\$[A-Za-z0-9+/=]{16}\$[A-Za-z0-9+/=]{88}$/);
    expect(await matchesDeviceSecret(secret, stored)).toBe(true);
    expect(await matchesDeviceSecret(makeDeviceSecret(), stored)).toBe(false);
    expect(await matchesDeviceSecret('', stored)).toBe(false);
  });

  it('agrees with a hash that mosquitto_passwd wrote', async () => {
    // mosquitto_passwd 2.0.11, `mosquitto_passwd -b file hub-1 hemmelig`
    const stored =
      '$7$101$YIbz+rgBe59YfvaN$4WrR/XdDvyaJLHR/PUdF/workCPfPSTrmqYP6bMJNZuFBJfaG2uKaaN2rjieckZnSM45UeG+IEhBB0DokhPEPw==';
    expect(await matchesDeviceSecret('hemmelig', stored)).toBe(true);
    expect(await matchesDeviceSecret('Hemmelig', stored)).toBe(false);
  });

  it('is never taken for wrong because its stored hash is broken', async () => {
    await expect(matchesDeviceSecret('x', 'plain text')).rejects.toThrow(/not in the format/);
    await expect(matchesDeviceSecret('x', '$7$0$c2FsdA==$aGFzaA==')).rejects.toThrow(/not in the format/);
    await expect(matchesDeviceSecret('x', '$6$101$c2FsdA==$aGFzaA==')).rejects.toThrow(/not in the format/);
  });
});
