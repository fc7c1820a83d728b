import type { Fault } from './fault.ts';
import { isRecord, parseFhirMessage, recoverFhirId, resourceTypeOf } from './fhir.ts';
import { readObservation } from './fhirObservation.ts';
import { MAX_MEASUREMENTS } from './json.ts';
import { failure, faultAt, quote } from './judge.ts';
import type { Decoded, Reading, RefusedReading } from './reading.ts';
import { refusedAs, withRefused } from './refused.ts';
import { tooMany, unreadable } from './unreadable.ts';

/** Reads a FHIR R4 Bundle of Observations, or one Observation. */
export function decodeFhir(document: unknown, receivedAt: number): Decoded {
  const parsed = parseFhirMessage(document);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) =>
      faultAt(issue.path.map((part) => `/${String(part)}`).join(''), failure('envelope-invalid', issue.message)),
    );
    return { readable: false, id: recoverFhirId(document), faults };
  }
  const { id, sentAt, entries } = parsed.data;
  const readings: Reading[] = [];
  const faults: Fault[] = [];
  const refused: RefusedReading[] = [];
  const sink = { receivedAt, readings, faults, refused };

  if (entries === null) {
    readObservation(document as Readonly<Record<string, unknown>>, '', sink);
  } else {
    for (let index = 0; index < entries.length; index++) {
      // Components make the count known only as we go; a bundle with too many is refused as a whole, so stop early.
      if (readings.length + faults.length > MAX_MEASUREMENTS) break;
      const entry = entries[index];
      const resource = isRecord(entry) ? entry.resource : undefined;
      const path = `/entry/${index}/resource`;
      if (isRecord(resource) && resource.resourceType === 'Observation') {
        readObservation(resource, path, sink);
      } else {
        const found = quote(resourceTypeOf(resource));
        faults.push(faultAt(path, failure('measurement-invalid', `resourceType is ${found}, not an Observation`)));
        refused.push(...refusedAs('measurement-invalid', null, null));
      }
    }
  }
  const count = readings.length + faults.length;
  if (count > MAX_MEASUREMENTS) return unreadable(id, entries === null ? '/component' : '/entry', tooMany(count));
  const envelope = { ...id, sentAt: sentAt ? Date.parse(sentAt) : null };
  return withRefused({ readable: true, envelope, readings, faults }, refused);
}
