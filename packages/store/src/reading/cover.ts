import type { CoverOverview } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy, teamBy } from './fragment.ts';

/** One thing that people of a covering team did with an alert of the accountable team. */
export type DoneByCover = CoverOverview['teams'][number]['doneByOthers'][number];

const SHOWN_AT_MOST = 200;

/** What other teams have done since `since` with alerts of episodes for which `teamId` is accountable at `now`; newest first. Instants in epoch milliseconds. */
export async function readDoneByOthers(
  client: Queryable,
  { teamId, since, now }: { teamId: string; since: number; now: number },
): Promise<DoneByCover[]> {
  const { rows } = await client.query<DoneByCover>(
    `
      select change.episode_id as "episodeId", change.alert_id as "alertId", change.kind, ${iso('change.occurred_at')} as "occurredAt",
        jsonb_build_object('id', patient.id, 'name', patient.given_name || ' ' || patient.family_name,
          'birthDate', patient.birth_date::text, 'gender', patient.gender) as patient,
        ${practitionerBy('change.practitioner_id')} as practitioner, ${teamBy('change.team_id')} as team
      from responsibility as held
      join change on change.episode_id = held.episode_id and held.period @> change.occurred_at
      join patient on patient.id = change.patient_id
      where held.team_id = $1 and held.period @> $3::timestamptz
        and change.occurred_at >= $2 and change.occurred_at <= $3
        and change.kind in ('alert-claimed', 'alert-released', 'alert-noted', 'alert-resolved')
        and change.team_id <> held.team_id and change.practitioner_id is not null
      order by change.occurred_at desc, change.seq desc limit ${SHOWN_AT_MOST}
    `,
    [teamId, new Date(since), new Date(now)],
  );
  return rows;
}
