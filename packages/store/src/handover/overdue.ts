import type { Queryable } from '../database.ts';

/** Offered handovers whose deadline passed before `before` (epoch milliseconds) and that no timer has ended: what the queue has lost. */
export async function readOverdueHandovers(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `select id from handover where status = 'offered' and deadline_at < $1 order by deadline_at limit 1000`,
    [new Date(before)],
  );
  return rows.map((row) => row.id);
}
