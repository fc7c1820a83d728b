import { findProtocol, type Protocol, ProtocolSchema } from '@samvakt/triage';

/** Far above the numbers of what is shipped, so that a version shipped later never meets the candidate of an earlier demonstration under its own number. */
const ABOVE_SHIPPED = 100;

/** A version of the protocol for COPD that nobody is judged by yet, to be tried: it warns a little earlier. All of it is invented (*assumption*). */
export const CANDIDATE: Protocol = candidate();

function candidate(): Protocol {
  const copd = findProtocol('copd');
  if (!copd) throw new Error('the protocol copd is not shipped');
  const changed = { 'saturation-yellow': 92, 'pulse-yellow': 100 };
  const numbers = Object.entries(copd.numbers).map(([name, number]) => {
    const value = Object.entries(changed).find(([known]) => known === name)?.[1];
    return [name, value === undefined ? number : { ...number, value, source: 'assumption: to be tried in the demo' }];
  });
  return ProtocolSchema.parse({ ...copd, version: copd.version + ABOVE_SHIPPED, numbers: Object.fromEntries(numbers) });
}
