import { claimReminderAt, decideClaimReminder } from '@samvakt/care';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { enterEpisode } from '../handover/enter.ts';
import { addJobs, removeJobs } from '../job.ts';
import { sendNotifications } from '../notification/send.ts';
import { lockAlert } from './row.ts';

/** The task that the timers room runs some time before a claim ends, with `{ alertId }`; it calls `remindOfClaim`. */
export const CLAIM_REMINDER_TASK = 'claim-reminder';

const keyOf = (alertId: string): string => `${CLAIM_REMINDER_TASK}:${alertId}`;

/** Enqueued in the transaction that says when a claim ends (`until`, epoch milliseconds). A later end takes the place of the one before. */
export async function scheduleClaimReminder(client: Queryable, { alertId, until }: { alertId: string; until: number }) {
  const at = claimReminderAt(until);
  await addJobs(client, [{ task: CLAIM_REMINDER_TASK, payload: { alertId }, at, key: keyOf(alertId) }]);
}

/** Only housekeeping: a reminder of a claim that is gone says nothing. */
export async function cancelClaimReminder(client: Queryable, alertId: string): Promise<void> {
  await removeJobs(client, [keyOf(alertId)]);
}

/**
 * Tells the holder of a claim, once for each end, that it ends soon. The alert itself does not change. `stale`: nobody has it, it has ended, or the
 * holder was told. `early`: the end was put off; the timer is set again.
 */
export async function remindOfClaim(
  client: Queryable,
  { alertId, now }: { alertId: string; now: number },
): Promise<'reminded' | 'stale' | 'early'> {
  const { rows } = await client.query<{ episodeId: string }>(
    'select episode_id as "episodeId" from alert where id = $1',
    [alertId],
  );
  const episode = rows[0] === undefined ? null : await enterEpisode(client, rows[0].episodeId, now);
  if (episode === null || episode.accountable === null) return 'stale';
  const accountableTeamId = episode.accountable.teamId;
  const { state, ruleId, severity } = await lockAlert(client, alertId, accountableTeamId);
  const decision = decideClaimReminder(state, now);
  if (!decision.ok && decision.code === 'deadline-not-passed' && state.claim !== null) {
    await scheduleClaimReminder(client, { alertId, until: state.claim.until });
    return 'early';
  }
  if (!decision.ok) return 'stale';
  const { practitionerId, until } = decision;
  const to = { type: 'person', practitionerId } as const;
  const told = {
    kind: 'claim-reminder',
    alertId,
    accountableTeamId,
    severity,
    to,
    step: null,
    claimUntil: until,
  } as const;
  if ((await sendNotifications(client, [told], now)) === 0) return 'stale';
  await appendChanges(client, [
    {
      kind: 'claim-reminder',
      occurredAt: now,
      patientId: episode.patientId,
      episodeId: episode.id,
      alertId,
      teamId: accountableTeamId,
      data: { ruleId, claimedBy: practitionerId, until: new Date(until).toISOString() },
    },
  ]);
  return 'reminded';
}
