import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { refused } from '../refused.ts';

/**
 * Marks notifications as seen by a person: to himself or herself, or to a team of his or hers. Again it changes nothing. One transaction's worth. Throws
 * `ActRefused` when one of them is somebody else's; then none is marked.
 */
export async function markSeen(
  client: Queryable,
  { notificationIds, practitionerId, now }: { notificationIds: readonly string[]; practitionerId: string; now: number },
): Promise<void> {
  const ids = [...new Set(notificationIds)];
  const { rows } = await client.query<{ id: string }>(
    `
      select id from notification
      where id = any ($1::uuid[]) and (practitioner_id = $2
        or team_id in (select team_id from team_membership where team_membership.practitioner_id = $2))
    `,
    [ids, practitionerId],
  );
  if (rows.length !== ids.length) throw refused('no-such-notification', 'There is no such notification.');
  const { rowCount } = await client.query(
    `
      insert into notification_seen (notification_id, practitioner_id, seen_at) select id, $2, $3 from unnest($1::uuid[]) as given (id)
      on conflict do nothing
    `,
    [ids, practitionerId, new Date(now)],
  );
  if (rowCount === 0) return;
  await appendChanges(client, [
    {
      kind: 'notification-seen',
      occurredAt: now,
      practitionerId,
      data: { to: { type: 'person', practitionerId }, count: rowCount },
    },
  ]);
}
