import { CLAIM_REMINDER_MS } from '@samvakt/care';
import type { Queryable } from '../database.ts';

/**
 * Alerts whose escalation should have been looked at before `before` (epoch milliseconds), and open ones that have none that waits: what the queue
 * or an act has lost.
 */
export async function readOverdueEscalations(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `
      select alert_id as id from escalation where due_at < $1
      union
      select alert.id from alert left join escalation on alert_id = alert.id
      where alert.status = 'open' and alert.severity = 'red' and alert.updated_at < $1
        and (alert_id is null or escalation.status = 'stopped')
      limit 1000
    `,
    [new Date(before)],
  );
  return rows.map((row) => row.id);
}

/** Claimed alerts whose claim ended before `before`, and no timer has said so. */
export async function readOverdueClaims(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from alert where status = 'claimed' and claimed_until < $1 order by claimed_until limit 1000`,
    [new Date(before)],
  );
  return rows.map((row) => row.id);
}

/** Alerts whose claim stands at `now`, and whose holder should have been reminded of its end before `before` and was not. */
export async function readOverdueClaimReminders(
  client: Queryable,
  { before, now }: { before: number; now: number },
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `
      select id from alert
      where status = 'claimed' and claimed_until > $2 and claimed_until < $1
        and not exists (
          select from notification
          where notification.alert_id = alert.id and notification.kind = 'claim-reminder' and notification.claim_until = alert.claimed_until
        )
      order by claimed_until limit 1000
    `,
    // Who is reminded so long before the end that `before` has passed it: the end is nearer than that.
    [new Date(before + CLAIM_REMINDER_MS), new Date(now)],
  );
  return rows.map((row) => row.id);
}
