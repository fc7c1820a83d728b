/** A person that the development issuer lets anybody be. */
export interface Person {
  /** The `sub` claim, and `practitioner.subject` in the database. */
  readonly subject: string;
  readonly name: string;
  /** Role and team as the sign-in page shows them. */
  readonly role: string;
  readonly team: string;
  readonly organization: string;
  /** Nine digits: the organization that the person signs in on behalf of. */
  readonly organizationNumber: string;
  /** Synthetic national identity number, month + 80. */
  readonly nationalIdentityNumber: string;
  /** Number in the register of health personnel (HPR), when the role has one. */
  readonly hprNumber?: string;
}

/** HelseID's claim names (https://utviklerportal.nhn.no, "HelseID claims"). */
export const HELSEID = {
  securityLevel: 'helseid://claims/identity/security_level',
  nationalIdentityNumber: 'helseid://claims/identity/pid',
  hprNumber: 'helseid://claims/hpr/hpr_number',
  parentOrganization: 'helseid://claims/client/claims/orgnr_parent',
} as const;

export function claimsOf(person: Person): { sub: string; [claim: string]: string } {
  return {
    sub: person.subject,
    name: person.name,
    [HELSEID.securityLevel]: '4',
    [HELSEID.nationalIdentityNumber]: person.nationalIdentityNumber,
    [HELSEID.parentOrganization]: person.organizationNumber,
    ...(person.hprNumber === undefined ? {} : { [HELSEID.hprNumber]: person.hprNumber }),
  };
}
