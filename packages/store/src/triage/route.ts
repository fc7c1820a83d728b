import { type CompiledProtocol, judges } from '@samvakt/triage';
import type { PatientReading } from '../intake/received.ts';

/**
 * What was measured up to this long before the follow-up began is judged too (the patient measured, then the nurse signed the patient in);
 * what is older belongs to no follow-up. *Assumption*; it is also how far back the engine puts an event in its place.
 */
export const JUDGED_BEFORE_START_MS = 24 * 3_600_000;

/** An active episode of one patient; `startedAt` in epoch milliseconds. */
type Candidate = { readonly startedAt: number; readonly protocol: CompiledProtocol };

/**
 * Which of a patient's readings each of the patient's active episodes gets, in the order of the episodes. A reading goes to every episode whose protocol
 * has something to say of its metric: judged, or declared as only observed. One of which no episode has anything to say goes to all of them, and each
 * asks for a review: what nobody judges is never silent.
 */
export function routeReadings(
  readings: readonly PatientReading[],
  candidates: readonly Candidate[],
): (readonly PatientReading[])[] {
  const inTime = ({ startedAt }: Candidate, { effectiveAt }: PatientReading) =>
    effectiveAt >= startedAt - JUDGED_BEFORE_START_MS;
  const concerns = ({ protocol }: Candidate, { metric }: PatientReading) => judges(protocol, metric);
  return candidates.map((candidate, place) => {
    const others = candidates.filter((_, other) => other !== place);
    return readings.filter((reading) => {
      if (!inTime(candidate, reading)) return false;
      if (others.length === 0 || concerns(candidate, reading)) return true;
      return !others.some((other) => inTime(other, reading) && concerns(other, reading));
    });
  });
}
