import { asksFor, type CompiledProtocol, judges } from '@samvakt/triage';
import type { PatientReading, PatientRefusal, PatientResponse } from '../intake/received.ts';

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
  return route(readings, candidates, {
    atOf: ({ effectiveAt }) => effectiveAt,
    concerns: (protocol, { metric }) => judges(protocol, metric),
  });
}

/** The same of responses: to every episode whose protocol asks for the questionnaire; where none does, to all of them. */
export function routeResponses(
  responses: readonly PatientResponse[],
  candidates: readonly Candidate[],
): (readonly PatientResponse[])[] {
  return route(responses, candidates, {
    atOf: ({ authoredAt }) => authoredAt,
    concerns: (protocol, { url }) => asksFor(protocol, url),
  });
}

/** The same of what was refused, by its metric; where that is not known, to all of them. */
export function routeRefusals(
  refused: readonly PatientRefusal[],
  candidates: readonly Candidate[],
): (readonly PatientRefusal[])[] {
  return route(refused, candidates, {
    atOf: ({ effectiveAt }) => effectiveAt,
    concerns: (protocol, { metric }) => metric !== null && judges(protocol, metric),
  });
}

function route<Item>(
  items: readonly Item[],
  candidates: readonly Candidate[],
  { atOf, concerns }: { atOf: (item: Item) => number; concerns: (protocol: CompiledProtocol, item: Item) => boolean },
): (readonly Item[])[] {
  const inTime = ({ startedAt }: Candidate, item: Item) => atOf(item) >= startedAt - JUDGED_BEFORE_START_MS;
  const isOf = ({ protocol }: Candidate, item: Item) => concerns(protocol, item);
  return candidates.map((candidate, place) => {
    const others = candidates.filter((_, other) => other !== place);
    return items.filter((item) => {
      if (!inTime(candidate, item)) return false;
      if (others.length === 0 || isOf(candidate, item)) return true;
      return !others.some((other) => inTime(other, item) && isOf(other, item));
    });
  });
}
