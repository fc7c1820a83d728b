import type { LocalizedText } from '@samvakt/contract';
import { isDatabaseAway } from '@samvakt/store';
import type { FastifyBaseLogger } from 'fastify';
import type { z } from 'zod';

/*
 * What this version cannot read lies in the database: left by another version, by hand, by a broken disk. In a list it is a row that says so, and the others stand as they were.
 */

/** What is said in the place of words that cannot be read. */
export const CANNOT_BE_READ: LocalizedText = {
  nb: 'Dette kan ikke leses. Feilen er logget.',
  en: 'This cannot be read. The fault has been logged.',
};

/** Why nobody knows how a patient is of whom something cannot be read, and what to do. */
export const PATIENT_UNREADABLE: LocalizedText = {
  nb: 'Opplysningene om pasienten kan ikke leses. Feilen er logget. Ring pasienten og hør hvordan det går.',
  en: 'What is known of the patient cannot be read. The fault has been logged. Call the patient and ask how they are.',
};

/**
 * One row as it is shown: `make` in its contract, or, where it does not hold against that, `instead`, with the fault in the log.
 *
 * @throws what `make` throws when the database is away, and ZodError where not even `instead` holds
 */
export function shownOr<Shown>(
  schema: z.ZodType<Shown>,
  {
    make,
    instead,
    log,
    about,
  }: {
    make: () => unknown;
    instead: () => unknown;
    log: FastifyBaseLogger;
    /** Which row, for the log. */
    about: Record<string, string>;
  },
): Shown {
  try {
    return schema.parse(make());
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    log.error({ err: error, ...about }, 'a row cannot be read; it is shown as such');
    return schema.parse(instead());
  }
}
