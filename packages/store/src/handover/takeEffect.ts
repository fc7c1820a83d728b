import type { Queryable } from '../database.ts';
import { ActRefused } from '../refused.ts';
import { endHandover } from './act.ts';
import { scheduleEffect } from './effectJob.ts';

/**
 * What the timer does when a scheduled handover reaches its time. The responsibility has passed already, by the boundary that was written at
 * acceptance; what is left is to release the claims of the former team, and to tell both teams, with the red alerts that no read-back named.
 * `stale`: it was called off, or has been done. `early`: the clock says that the time is still ahead; the timer is set again.
 */
export async function takeEffect(
  client: Queryable,
  { handoverId, now }: { handoverId: string; now: number },
): Promise<'took-effect' | 'stale' | 'early'> {
  try {
    await endHandover(client, { handoverId, practitionerId: null, now }, { type: 'take-effect' });
    return 'took-effect';
  } catch (error) {
    if (!(error instanceof ActRefused)) throw error;
    switch (error.refusal) {
      case 'no-such-handover':
      case 'handover-already-decided':
      case 'not-scheduled':
        return 'stale';
      case 'effect-not-due':
        await setAgain(client, handoverId);
        return 'early';
      default:
        throw error;
    }
  }
}

async function setAgain(client: Queryable, handoverId: string): Promise<void> {
  const { rows } = await client.query<{ effectiveAt: Date }>(
    'select effective_at as "effectiveAt" from handover where id = $1 and effective_at is not null',
    [handoverId],
  );
  if (rows[0] !== undefined) await scheduleEffect(client, { handoverId, at: rows[0].effectiveAt.getTime() });
}
