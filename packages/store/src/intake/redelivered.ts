import type { Queryable } from '../database.ts';
import { type Kept, keyOfKept, readFirstReceived } from './quarantine.ts';
import type { PatientRefusal } from './received.ts';

/** The same bytes of the same device within this time are one payload, delivered again. *Assumption.* */
const ONE_PAYLOAD_MS = 24 * 3_600_000;

/** A payload that goes to quarantine, with what it is news of. */
export type Spoilt = {
  payload: Kept;
  refused: readonly PatientRefusal[];
  /** Whether it bears a running number: then the same bytes are the same message for good. */
  isNumbered: boolean;
};

/**
 * What of it triage is to hear: not what its bytes have said before. What comes again a day later without a number may be a device that goes on sending the same, and is marked
 * as such. To be asked when the triage of the patients is locked: of two workers that are brought the same bytes, the second finds them in quarantine.
 */
export async function withoutRedelivered(client: Queryable, spoilt: readonly Spoilt[]): Promise<PatientRefusal[]> {
  if (spoilt.length === 0) return [];
  const first = await readFirstReceived(
    client,
    spoilt.map(({ payload }) => payload),
  );
  const told: PatientRefusal[] = [];
  for (const { payload, refused, isNumbered } of spoilt) {
    const key = keyOfKept(payload);
    const firstAt = first.get(key);
    for (const refusal of refused) {
      if (firstAt === undefined) told.push(refusal);
      else if (!isNumbered && refusal.receivedAt - firstAt >= ONE_PAYLOAD_MS) told.push({ ...refusal, again: true });
    }
    // The same once more in one batch.
    first.set(key, refused[0]?.receivedAt ?? firstAt ?? Number.POSITIVE_INFINITY);
  }
  return told;
}
