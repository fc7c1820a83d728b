import type { Queryable } from '../database.ts';

/** Handovers whose deadline, or whose time of effect, passed before `before` (epoch milliseconds) and that no timer has looked at: what the queue has lost. */
export async function readOverdueHandovers(
  client: Queryable,
  before: number,
): Promise<{ id: string; status: 'offered' | 'scheduled' }[]> {
  const { rows } = await client.query<{ id: string; status: 'offered' | 'scheduled' }>(
    `
      select id, status from handover
      where (status = 'offered' and deadline_at < $1) or (status = 'scheduled' and effective_at < $1)
      order by deadline_at limit 1000
    `,
    [new Date(before)],
  );
  return rows;
}
