import { scheduleClaimEnd } from '../alert/claimEndJob.ts';
import type { Queryable } from '../database.ts';
import { scheduleLook } from '../escalation/job.ts';

/**
 * What runs while a team's watch becomes another is looked at again at once: how its open alerts escalate, and whether those whom somebody of a covering team has
 * claimed are still that team's to act on. Only timers are set, in the transaction of the change: the decisions take the locks of their episodes, in the
 * order in which every act takes them.
 */
export async function takeUpChange(
  client: Queryable,
  { teamIds, now }: { teamIds: readonly string[]; now: number },
): Promise<void> {
  const at = new Date(now);
  const { rows: waiting } = await client.query<{ alertId: string }>(
    `
      with standing as (
        select alert_id from escalation
        join alert on alert.id = alert_id
        join responsibility as held on held.episode_id = alert.episode_id
        where alert.status = 'open' and escalation.status in ('waiting', 'exhausted')
          and held.team_id = any ($1::uuid[]) and held.period @> $2::timestamptz
        order by alert_id for update of escalation
      )
      update escalation set wanted_at = coalesce(wanted_at, due_at), due_at = $2
      from standing where standing.alert_id = escalation.alert_id
      returning escalation.alert_id as "alertId"
    `,
    [teamIds, at],
  );
  if (waiting.length > 0) await scheduleLook(client, { alertIds: waiting.map(({ alertId }) => alertId), at: now });
  const { rows: claimed } = await client.query<{ alertId: string }>(
    `
      select alert.id as "alertId" from alert join responsibility as held on held.episode_id = alert.episode_id
      where alert.status = 'claimed' and held.team_id = any ($1::uuid[]) and held.period @> $2::timestamptz
        and not exists (
          select from team_membership where team_id = held.team_id and practitioner_id = alert.claimed_by
        )
      order by alert.id
    `,
    [teamIds, at],
  );
  for (const { alertId } of claimed) await scheduleClaimEnd(client, { alertId, at: now });
}
