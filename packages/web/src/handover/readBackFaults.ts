import type { Alert, ReadBack } from '@samvakt/contract';
import type { z } from 'zod';
import { type Faults, faultsOf } from '../form/faults.ts';
import type { Said } from '../texts/said.ts';
import { offerFaults } from './offerFaults.ts';

/**
 * What is missing in a read-back before it is sent. Whether the severity is the sender's is for the API to say: a screen that told it
 * beforehand would have the receiver click until it fits.
 */
export function readBackFaults(
  parsed: z.ZodSafeParseResult<ReadBack>,
  ticked: readonly string[],
  openRedAlerts: readonly Pick<Alert, 'id'>[],
): Faults {
  const faults = new Map<string, Said>(parsed.success ? [] : offerFaults(faultsOf(parsed.error, ['illnessSeverity'])));
  if (faults.has('firstAction')) {
    faults.set('firstAction', ({ t }) => `${t('handover.firstAction')}: ${t('form.required').toLocaleLowerCase()}`);
  }
  if (openRedAlerts.some(({ id }) => !ticked.includes(id)))
    faults.set('redAlertIds', ({ t }) => t('handover.redAlertsMissing'));
  return faults;
}
