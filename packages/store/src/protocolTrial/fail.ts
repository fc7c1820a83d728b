import type { ProtocolTrial } from '@samvakt/contract';
import type { Queryable } from '../database.ts';

/** Ends a trial that cannot be done; what has been found stays. Nothing happens to one that is over. */
export async function failProtocolTrial(
  client: Queryable,
  { trialId, failure, now }: { trialId: string; failure: NonNullable<ProtocolTrial['failure']>; now: number },
): Promise<void> {
  await client.query(
    `
      update protocol_trial set status = 'failed', failure = $2, ended_at = $3
      where id = $1 and status in ('queued', 'running')
    `,
    [trialId, failure, new Date(now)],
  );
}
