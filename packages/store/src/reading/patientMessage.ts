import type { PatientMessage } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { isHeld } from '../patientMessage/held.ts';
import { iso, practitionerBy } from './fragment.ts';

/** What the home of a follow-up's patient was told about it since `since` (epoch milliseconds), newest first, and how far each has come. */
export async function readPatientMessages(
  client: Queryable,
  { episodeId, since, now }: { episodeId: string; since: number; now: number },
): Promise<PatientMessage[]> {
  const { rows } = await client.query<PatientMessage>(
    `
      select id, kind, text, ${practitionerBy('created_by')} as "createdBy", ${iso('created_at')} as "createdAt",
        ${iso('expires_at')} as "expiresAt", attempts, ${iso('last_sent_at')} as "lastSentAt", ${iso('shown_at')} as "shownAt",
        case
          when shown_at is not null then 'shown'
          when replaced_at is not null then 'replaced'
          when expired_at is null and ${isHeld('patient_message', '$3')} then 'held'
          when expires_at <= $3 then 'not-shown'
          when not exists (
            select from device_assignment
            where device_assignment.patient_id = patient_message.patient_id and period @> $3::timestamptz
              and coalesce(device_assignment.device_id = patient_message.device_id, true)
          ) then 'no-device'
          when attempts > 0 then 'sent'
          else 'waiting'
        end as delivery
      from patient_message
      where created_at >= $2 and (episode_id = $1
        -- One receipt to each patient: it stands with every follow-up that it was given for.
        or review_act_id in (select act_id from review where review.episode_id = $1)
          and patient_id = (select patient_id from episode where id = $1))
      order by created_at desc, id
    `,
    [episodeId, new Date(since), new Date(now)],
  );
  return rows;
}
