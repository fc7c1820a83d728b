import type { TimelineEntry } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from './fragment.ts';

/**
 * A loan of equipment is told of the patient, not of one follow-up: the lines of each that lasted while this one did. The line of its beginning says from when, which earlier
 * versions wrote as the time of the line itself, also where it lay ahead.
 */
const OF_LOANS = `
  select change.* from change join episode on episode.id = $1 and change.patient_id = episode.patient_id
  where change.episode_id is null and change.kind in ('device-assigned', 'device-returned') and not exists (
    select from device_assignment as loan
    where loan.device_id = change.device_id and loan.patient_id = change.patient_id and not loan.period && episode.period
      and case change.kind when 'device-returned' then upper(loan.period) = change.occurred_at
          else ${iso('lower(loan.period)')} = coalesce(change.data ->> 'from', ${iso('change.occurred_at')}) end
  )
`;

const BEFORE = `
  ($2::bigint is null or (change.occurred_at, change.seq) < (select occurred_at, seq from change where seq = $2::bigint))
`;

/** Which equipment, and of a loan's beginning from when, and whether that was ahead when the line was written, or still is. */
const ABOUT_LOAN = `case when change.kind in ('device-assigned', 'device-returned') then
  coalesce((select jsonb_build_object('device', jsonb_build_object('id', device.id, 'kind', device.kind, 'model', device.model))
            from device where device.id = change.device_id), '{}')
  || case when change.kind = 'device-assigned' then jsonb_build_object(
       'from', coalesce(change.data ->> 'from', ${iso('change.occurred_at')}),
       'ahead', coalesce(change.data ->> 'from', ${iso('change.occurred_at')}) > ${iso('least(change.occurred_at, $4::timestamptz)')}
     ) else '{}' end
else '{}' end`;

/**
 * What happened to an episode, newest first, with the names of people and teams; readings that merely arrived are left out.
 * `before` is the sequence number of the last line of the page before, as `nextBefore` gave it. `now`: epoch milliseconds.
 */
export async function readTimeline(
  client: Queryable,
  { episodeId, before, limit, now }: { episodeId: string; before: string | null; limit: number; now: number },
): Promise<{ entries: TimelineEntry[]; nextBefore: string | null }> {
  const { rows } = await client.query<TimelineEntry>(
    `
      with line as (
        (
          select * from change
          where episode_id = $1 and kind <> 'measurements-received' and ${BEFORE}
          order by occurred_at desc, seq desc limit $3
        )
        union all (${OF_LOANS} and ${BEFORE})
      )
      select change.txid || '.' || change.seq as cursor, change.kind, ${iso('change.occurred_at')} as "occurredAt",
        ${practitionerBy('change.practitioner_id')} as practitioner, ${teamBy('change.team_id')} as team,
        change.alert_id as "alertId", change.handover_id as "handoverId", change.data || ${ABOUT_LOAN} as data
      from line as change
      order by change.occurred_at desc, change.seq desc
      limit $3
    `,
    [episodeId, before, limit + 1, new Date(now)],
  );
  const entries = rows.slice(0, limit);
  const last = entries.at(-1);
  const nextBefore = rows.length > limit && last !== undefined ? (last.cursor.split('.')[1] ?? null) : null;
  return { entries, nextBefore };
}
