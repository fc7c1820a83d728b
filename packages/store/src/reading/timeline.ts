import type { TimelineEntry } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from './fragment.ts';

/**
 * What happened to an episode, newest first, with the names of people and teams; readings that merely arrived are left out.
 * `before` is the sequence number of the last line of the page before, as `nextBefore` gave it.
 */
export async function readTimeline(
  client: Queryable,
  { episodeId, before, limit }: { episodeId: string; before: string | null; limit: number },
): Promise<{ entries: TimelineEntry[]; nextBefore: string | null }> {
  const { rows } = await client.query<TimelineEntry>(
    `
      select change.txid || '.' || change.seq as cursor, change.kind, ${iso('change.occurred_at')} as "occurredAt",
        ${practitionerBy('change.practitioner_id')} as practitioner, ${teamBy('change.team_id')} as team,
        change.alert_id as "alertId", change.handover_id as "handoverId", change.data
      from change
      where change.episode_id = $1 and change.kind <> 'measurements-received'
        and ($2::bigint is null or (change.occurred_at, change.seq) < (select occurred_at, seq from change where seq = $2::bigint))
      order by change.occurred_at desc, change.seq desc
      limit $3
    `,
    [episodeId, before, limit + 1],
  );
  const entries = rows.slice(0, limit);
  const last = entries.at(-1);
  const nextBefore = rows.length > limit && last !== undefined ? (last.cursor.split('.')[1] ?? null) : null;
  return { entries, nextBefore };
}
