import { verifyResponsibility } from '@samvakt/store';
import { openServiceDatabase } from '../serviceDatabase.ts';
import type { Alone } from './run.ts';

/** Thrown after the breach has been told on standard output; its message is for the terminal. */
class ResponsibilityBreached extends Error {
  override readonly name = 'ResponsibilityBreached';
}

/** Proves from the change feed that exactly one team held every instant of every episode, and writes the dated certificate as JSON. */
export async function verifyAlone(
  { settings, log, stack, clock }: Alone<'verify'>,
  write: (text: string) => unknown = (text) => process.stdout.write(text),
): Promise<void> {
  const connectionString = settings.SAMVAKT_DATABASE_URL;
  const database = openServiceDatabase({ connectionString, service: 'verify', log, stack });
  const result = await verifyResponsibility(database, { now: clock() });
  write(`${JSON.stringify(result, null, 2)}\n`);
  if (result.verified) return;
  const where = 'teamId' in result ? `what team ${result.teamId} has declared` : `episode ${result.episodeId}`;
  throw new ResponsibilityBreached(`Responsibility is breached in ${where}.`);
}
