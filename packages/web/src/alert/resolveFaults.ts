import type { z } from 'zod';
import { type Faults, faultsOf } from '../form/faults.ts';

/** The contract's check of a resolution, in sentences that say what is missing. */
export function resolveFaults(error: z.ZodError): Faults {
  const found = faultsOf(error);
  const faults = new Map(found);
  if (faults.has('outcome')) faults.set('outcome', ({ t }) => t('alert.outcomeMissing'));
  if (error.issues.some(({ code, path }) => code === 'custom' && path.at(-1) === 'note')) {
    faults.set('note', ({ t }) => t('alert.resolveNoteMissing'));
  }
  return faults;
}
