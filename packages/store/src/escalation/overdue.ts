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
