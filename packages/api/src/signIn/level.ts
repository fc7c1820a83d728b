import type { Claims } from './issuer.ts';

/** HelseID's claim: 3 is "substantial", 4 is "high" (https://utviklerportal.nhn.no, "HelseID claims"). A string of one digit. */
const SECURITY_LEVEL = 'helseid://claims/identity/security_level';

/** Whether the person was identified as surely as is demanded. A claim that is missing, or is no level, is not enough. */
export function isSecureEnough(claims: Claims, required: number): boolean {
  const level = claims[SECURITY_LEVEL];
  if (typeof level === 'number') return level >= required;
  return typeof level === 'string' && /^\d$/.test(level) && Number(level) >= required;
}
