import { PLAN_SHOWN_MS } from '@samvakt/care';
import { type HomeMessage, OutgoingHomeMessageSchema } from '@samvakt/contract';
import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { iso } from '../reading/fragment.ts';
import { isHeld } from './held.ts';

/** The first pause before a message is sent again; each one after is twice as long, up to the longest. *Assumption.* */
const FIRST_PAUSE_S = 30;
const LONGEST_PAUSE_S = 3600;
/** A home without equipment may get some, and a pause may end: looked for again after this long. */
const LOOK_AGAIN_PAUSE_S = 600;

/** A message on its way to one device. */
export type AddressedMessage = { deviceId: string; message: HomeMessage };

type Row = Omit<HomeMessage, 'plan'> & {
  plan: unknown;
  deviceIds: string[];
  fate: 'sent' | 'held' | 'expired' | 'device-gone' | 'no-device';
  patientId: string;
  createdBy: string | null;
};

/**
 * Takes the messages that are due, each with every device that the patient has now, and puts off their next attempt in the same transaction:
 * send them after the commit. What is lost between commit and home, at whatever instant, is taken again after the pause. Several services may
 * do so at once. What has run out of time is closed, with its line in the feed. A plan waits while the whole follow-up is paused; one that was for a device which
 * has been given back is closed. One transaction's worth.
 */
export async function takeDueMessages(
  client: Queryable,
  { now, limit }: { now: number; limit: number },
): Promise<AddressedMessage[]> {
  const { rows } = await client.query<Row>(
    `
      with due as (
        select id from patient_message where next_attempt_at <= $1 order by next_attempt_at, id limit $2 for update skip locked
      ), addressed as (
        select message.id,
          ${isHeld('message', '$1')} as held,
          array(
            select device_id from device_assignment as loan
            where loan.patient_id = message.patient_id and period @> $1::timestamptz
              and coalesce(message.device_id = loan.device_id, not exists (
                -- It came to the home later, and has been given the same to itself.
                select from patient_message as own
                where own.episode_id = message.episode_id and own.device_id = loan.device_id and own.kind = message.kind
                  and own.created_at > message.created_at and own.replaced_at is null
              ))
            order by device_id
          ) as device_ids
        from patient_message as message join due on due.id = message.id
      ), judged as (
        select addressed.id, device_ids, case
          when held then 'held'
          when expires_at <= $1 then 'expired'
          when cardinality(device_ids) > 0 then 'sent'
          when device_id is not null then 'device-gone'
          else 'no-device'
        end as fate
        from addressed join patient_message using (id)
      )
      update patient_message set
        attempts = attempts + case when fate = 'sent' then 1 else 0 end,
        last_sent_at = case when fate = 'sent' then $1 else last_sent_at end,
        expired_at = case when fate = 'expired' then $1 end,
        replaced_at = case when fate = 'device-gone' then $1 end,
        -- The time in which it may be shown runs when the pause is over.
        expires_at = case when fate = 'held' then greatest(expires_at, $1::timestamptz + make_interval(secs => $6)) else expires_at end,
        next_attempt_at = case fate
          when 'sent' then least(expires_at, $1::timestamptz + make_interval(secs => least($3 * power(2, least(attempts, 20)), $4)))
          when 'no-device' then least(expires_at, $1::timestamptz + make_interval(secs => $5))
          when 'held' then $1::timestamptz + make_interval(secs => $5)
        end
      from judged where judged.id = patient_message.id
      returning patient_message.id, kind, episode_id as about, ${iso('created_at')} as "createdAt", ${iso('expires_at')} as "expiresAt",
        text, plan, device_ids as "deviceIds", fate, patient_id as "patientId", created_by as "createdBy"
    `,
    [new Date(now), limit, FIRST_PAUSE_S, LONGEST_PAUSE_S, LOOK_AGAIN_PAUSE_S, PLAN_SHOWN_MS / 1000],
  );
  await appendChanges(
    client,
    rows
      .filter(({ fate }) => fate === 'expired')
      .map(({ id, about, kind, patientId }) => ({
        kind: 'message-not-shown',
        occurredAt: now,
        patientId,
        episodeId: about,
        data: { messageId: id, message: kind },
      })),
  );
  return rows
    .filter(({ fate }) => fate === 'sent')
    .flatMap(({ deviceIds, plan, ...row }) => {
      const message = OutgoingHomeMessageSchema.parse({ ...row, ...(plan === null ? {} : { plan }) });
      return deviceIds.map((deviceId) => ({ deviceId, message }));
    });
}

/** A device has come online: what its patient has not been shown is due now. */
export async function hastenMessages(client: Queryable, deviceIds: readonly string[], now: number): Promise<void> {
  await client.query(
    `
      with waiting as (
        select patient_message.id from patient_message
        join device_assignment on device_assignment.patient_id = patient_message.patient_id
        where device_assignment.device_id = any ($1::text[]) and period @> $2::timestamptz and next_attempt_at > $2
        order by patient_message.id for update of patient_message
      )
      update patient_message set next_attempt_at = $2 from waiting where waiting.id = patient_message.id
    `,
    [deviceIds, new Date(now)],
  );
}

/** A home's word that a message was shown. `at`: the home's own clock, epoch milliseconds. */
export type ReceivedShown = { deviceId: string; messageId: string; at: number };

/**
 * Notes what homes have shown, once: what was noted before changes nothing. A device speaks only for messages to the patient who has it now.
 * Returns the words that were believed, old ones included.
 */
export async function storeShown(client: Queryable, shown: readonly ReceivedShown[], now: number): Promise<number> {
  const { rows } = await client.query<{
    messageId: string;
    deviceId: string;
    kind: string;
    patientId: string;
    episodeId: string;
    fresh: boolean;
  }>(
    `
      with told as (
        select distinct on (message_id) message_id, device_id, told_ms
        from unnest($1::uuid[], $2::text[], $3::double precision[]) as given (message_id, device_id, told_ms)
        order by message_id, told_ms
      ), believed as (
        select patient_message.id, told.device_id, told_ms, shown_at is null as fresh
        from told
        join patient_message on patient_message.id = told.message_id
        join device_assignment on device_assignment.device_id = told.device_id
          and device_assignment.patient_id = patient_message.patient_id and period @> $4::timestamptz
        order by patient_message.id for update of patient_message
      )
      update patient_message set
        shown_at = coalesce(shown_at, least($4, greatest(created_at, to_timestamp(told_ms / 1000.0)))),
        shown_on = coalesce(shown_on, believed.device_id),
        next_attempt_at = null
      from believed where believed.id = patient_message.id
      returning patient_message.id as "messageId", believed.device_id as "deviceId", kind, patient_id as "patientId",
        episode_id as "episodeId", fresh
    `,
    [
      shown.map(({ messageId }) => messageId),
      shown.map(({ deviceId }) => deviceId),
      shown.map(({ at }) => at),
      new Date(now),
    ],
  );
  await appendChanges(
    client,
    rows
      .filter(({ fresh }) => fresh)
      .map(({ messageId, deviceId, kind, patientId, episodeId }) => ({
        kind: 'message-shown',
        occurredAt: now,
        patientId,
        episodeId,
        deviceId,
        data: { messageId, message: kind },
      })),
  );
  return rows.length;
}
