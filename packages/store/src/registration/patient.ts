import type { Queryable } from '../database.ts';
import { readInstallation } from './installation.ts';
import { faultOfIdentityNumber, type IdentityNumberFault } from './nationalIdentityNumber.ts';

/** A person who is followed. The number is checked: see `faultOfIdentityNumber`. */
export type NewPatient = {
  id: string;
  nationalIdentityNumber: string;
  givenName: string;
  familyName: string;
  /** YYYY-MM-DD */
  birthDate: string;
  gender: 'female' | 'male' | 'other' | 'unknown';
  phone: string | null;
};

const WORDS: Record<IdentityNumberFault, string> = {
  'not-eleven-digits': 'it is not eleven digits',
  'check-digits-wrong': 'its check digits are wrong',
  'no-such-date': 'it holds no date that exists',
  'a-real-persons': 'it could be a real person’s, and this installation takes synthetic people only',
};

/** The message says what is wrong without repeating the number: it ends in logs. */
export class IdentityNumberError extends Error {
  readonly fault: IdentityNumberFault;

  constructor(fault: IdentityNumberFault) {
    super(`the national identity number was refused: ${WORDS[fault]}`);
    this.fault = fault;
  }
}

/** Registering the same id again brings name, gender and telephone up to date. A demo or test installation takes synthetic people only. */
export async function registerPatient(client: Queryable, patient: NewPatient): Promise<void> {
  const syntheticOnly = (await readInstallation(client)) !== 'production';
  const fault = faultOfIdentityNumber(patient.nationalIdentityNumber, { syntheticOnly });
  if (fault !== undefined) throw new IdentityNumberError(fault);
  await client.query(
    `
      insert into patient (id, national_identity_number, given_name, family_name, birth_date, gender, phone)
      values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (id) do update set
        national_identity_number = excluded.national_identity_number, given_name = excluded.given_name,
        family_name = excluded.family_name, birth_date = excluded.birth_date, gender = excluded.gender, phone = excluded.phone
    `,
    [
      patient.id,
      patient.nationalIdentityNumber,
      patient.givenName,
      patient.familyName,
      patient.birthDate,
      patient.gender,
      patient.phone,
    ],
  );
}
