import { isDatabaseAway, sqlState } from '@samvakt/store';

/*
 * What to do when the store fails. Whatever is about the database (down, full, restarting, not migrated) is tried again until it works, since
 * no message is to blame. Only what is about the data itself, or an error in our own code while judging it, condemns a message.
 */

/** SQLSTATE classes about the statement's data: data exception, integrity constraint violation, program limit exceeded. */
const CONDEMNING_CLASSES = new Set(['22', '23', '54']);

export type DatabaseFault = 'of-the-data' | 'of-the-database';

/** @param answers whether the database answers now; asked only when the error does not tell */
export async function judgeFault(error: unknown, answers: () => Promise<boolean>): Promise<DatabaseFault> {
  const state = sqlState(error);
  if (state !== undefined) return CONDEMNING_CLASSES.has(state.slice(0, 2)) ? 'of-the-data' : 'of-the-database';
  // Also when the next connection is answered at once: what was on its way when this one broke is to blame for nothing.
  if (isDatabaseAway(error)) return 'of-the-database';
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  // A code of the system's. Without one it is our own fault, unless the database does not answer either.
  if (typeof code === 'string') return 'of-the-database';
  return (await answers()) ? 'of-the-data' : 'of-the-database';
}

/** What a receipt may tell of it: the SQLSTATE, never the statement. */
export function reasonOf(error: unknown): string {
  const state = sqlState(error);
  return state === undefined ? 'an error while judging it' : `SQLSTATE ${state}`;
}
