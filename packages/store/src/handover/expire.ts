import type { Queryable } from '../database.ts';
import { ActRefused } from '../refused.ts';
import { endHandover } from './act.ts';
import { scheduleExpiry } from './expiryJob.ts';

/**
 * What the timer does at a handover's deadline. `stale`: the handover was decided, or is gone, and nothing happens. `early`: the clock says
 * that the deadline is still ahead (two machines' clocks differ); the timer is set again, so that the deadline is never lost.
 */
export async function expireHandover(
  client: Queryable,
  { handoverId, now }: { handoverId: string; now: number },
): Promise<'expired' | 'stale' | 'early'> {
  try {
    await endHandover(client, { handoverId, practitionerId: null, now }, { type: 'expire' });
    return 'expired';
  } catch (error) {
    if (!(error instanceof ActRefused)) throw error;
    switch (error.refusal) {
      case 'no-such-handover':
      case 'handover-already-decided':
        return 'stale';
      case 'deadline-not-passed':
        await setAgain(client, handoverId);
        return 'early';
      default:
        throw error;
    }
  }
}

async function setAgain(client: Queryable, handoverId: string): Promise<void> {
  const { rows } = await client.query<{ deadlineAt: Date }>(
    'select deadline_at as "deadlineAt" from handover where id = $1',
    [handoverId],
  );
  if (rows[0] !== undefined) await scheduleExpiry(client, { handoverId, at: rows[0].deadlineAt.getTime() });
}
