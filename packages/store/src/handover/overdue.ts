import { reminderAt } from '@samvakt/care';
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

/** Handovers for a time whose planned return passed before `before` and that were not offered back, while their team is still accountable by them. */
export async function readOverdueReturns(client: Queryable, before: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `
      select handover.id from handover
      join responsibility as held on held.handover_id = handover.id and upper_inf(held.period)
      where handover.status = 'accepted' and handover.return_at < $1
        and not exists (select from handover as back where back.returns_handover_id = handover.id)
        -- While another is open the return waits, and is not overdue.
        and not exists (
          select from handover as open where open.episode_id = handover.episode_id and open.status in ('offered', 'scheduled')
        )
      order by handover.return_at limit 1000
    `,
    [new Date(before)],
  );
  return rows.map(({ id }) => id);
}

/** Offers that stand at `now`, and whose receiving team should have been reminded before `before` and was not. */
export async function readOverdueReminders(
  client: Queryable,
  { before, now }: { before: number; now: number },
): Promise<string[]> {
  const { rows } = await client.query<{ id: string; offeredAt: Date; deadlineAt: Date }>(
    `
      select id, offered_at as "offeredAt", deadline_at as "deadlineAt" from handover
      where status = 'offered' and reminded_at is null and deadline_at > $1
      order by deadline_at limit 1000
    `,
    [new Date(now)],
  );
  return rows.flatMap(({ id, offeredAt, deadlineAt }) =>
    reminderAt(offeredAt.getTime(), deadlineAt.getTime()) < before ? [id] : [],
  );
}
