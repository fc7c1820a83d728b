import { type Database, type Replayer, runProtocolTrial } from '@samvakt/store';
import { z } from 'zod';

const TrialSchema = z.object({ trialId: z.uuid() });

/** Unlike the other tasks it takes minutes: it has threads to replay in, and leaves at the signal. The queue then tries again where it left. */
export type TrialContext = {
  readonly database: Database;
  readonly replayer: Replayer;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  /** The queue does not try again after this. */
  readonly lastAttempt: boolean;
};

/** Tries a protocol version on the history of a team's patients. */
export async function protocolTrial(payload: unknown, { database, ...given }: TrialContext): Promise<void> {
  const { trialId } = TrialSchema.parse(payload);
  await runProtocolTrial(database, { trialId, ...given });
}
