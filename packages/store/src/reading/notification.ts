import type { Notification } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, teamBy } from './fragment.ts';

/** A notification as it is stored, with what is needed to say what it is about. Whether its reader may see that is decided by whoever shows it. */
export type NotificationRow = Omit<Notification, 'about'> & {
  episodeId: string;
  alertId: string;
  ruleId: string;
  protocolId: string;
  protocolVersion: number;
  patient: NonNullable<Notification['about']>['patient'];
  condition: string;
};

/** What a person and his or her teams were told at or after `since`, newest first, at most 500. */
export async function readNotifications(
  client: Queryable,
  { practitionerId, teamIds, since }: { practitionerId: string; teamIds: readonly string[]; since: number },
): Promise<NotificationRow[]> {
  const { rows } = await client.query<NotificationRow>(
    `
      select told.id, told.kind, ${iso('told.at')} as at, told.severity,
        case when told.team_id is null then jsonb_build_object('type', 'person')
          else jsonb_build_object('type', 'team', 'team', ${teamBy('told.team_id')}) end as "to",
        case when told.kind = 'escalation'
          then jsonb_build_object('round', told.round + 1, 'place', told.step + 1, 'target', told.target) end as step,
        ${iso('told.claim_until')} as "claimUntil", ${teamBy('told.accountable_team_id')} as "accountableTeam",
        case when told.kind = 'claim-reminder' then alert.status = 'claimed' and alert.claimed_by = told.practitioner_id
          else alert.status = 'open' end as standing,
        ${iso('seen.seen_at')} as "seenAt", alert.episode_id as "episodeId", alert.id as "alertId", alert.rule_id as "ruleId",
        alert.protocol_id as "protocolId", alert.protocol_version as "protocolVersion", episode.condition,
        jsonb_build_object('id', patient.id, 'name', patient.given_name || ' ' || patient.family_name,
          'birthDate', patient.birth_date::text, 'gender', patient.gender) as patient
      from notification as told
      join alert on alert.id = told.alert_id
      join episode on episode.id = alert.episode_id
      join patient on patient.id = episode.patient_id
      left join notification_seen as seen on seen.notification_id = told.id and seen.practitioner_id = $1
      where (told.practitioner_id = $1 or told.team_id = any ($2::uuid[])) and told.at >= $3
      order by told.at desc, told.id limit 500
    `,
    [practitionerId, teamIds, new Date(since)],
  );
  return rows;
}
