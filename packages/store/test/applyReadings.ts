import type { Queryable } from '../src/database.ts';
import type { PatientReading } from '../src/intake/received.ts';
import type { TriageContext } from '../src/triage/memory.ts';
import { judgeReceived, lockTriageFor, writeJudged } from '../src/triage/readings.ts';

/** Triage of readings without their storing, step by step as `storeBatch` does it. One transaction's worth. */
export async function applyReadings(
  client: Queryable,
  readings: readonly PatientReading[],
  context: TriageContext,
): Promise<void> {
  const locked = await lockTriageFor(client, readings, context);
  await writeJudged(client, judgeReceived(locked, { readings, responses: [], refused: [] }, context.now), context);
}
