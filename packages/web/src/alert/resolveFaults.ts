import type { z } from 'zod';
import { type Faults, faultsOf } from '../form/faults.ts';
import type { Translate } from '../texts/useTexts.ts';

/** The contract's check of a resolution, in sentences that say what is missing. */
export function resolveFaults(t: Translate, error: z.ZodError): Faults {
  const found = faultsOf(t, error);
  const faults = new Map(found);
  if (faults.has('outcome')) faults.set('outcome', t('alert.outcomeMissing'));
  if (error.issues.some(({ code, path }) => code === 'custom' && path.at(-1) === 'note')) {
    faults.set('note', t('alert.resolveNoteMissing'));
  }
  return faults;
}
