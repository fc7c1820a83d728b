import type { Fault } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso } from './fragment.ts';

/** A message in quarantine as it is stored. `deviceId` null: its topic names none. */
export type QuarantineRow = {
  id: string;
  deviceId: string | null;
  topic: string;
  receivedAt: string;
  reasons: Fault[];
  /** The first bytes of the payload as they came. */
  start: Buffer;
  bytes: number;
  /** Who had the device when the message came. */
  patientId: string | null;
};

/**
 * Messages in quarantine, newest first: those that came while the device was at a patient with an episode among `episodeIds`, and
 * those that came while nobody had it, of the organizations' own equipment. A device that moves on does not take its past with it.
 * `before` is the id of the last message of the page before.
 */
export async function readQuarantine(
  client: Queryable,
  asked: {
    episodeIds: readonly string[];
    organizationIds: readonly string[];
    deviceId: string | null;
    before: string | null;
    limit: number;
    excerptBytes: number;
  },
): Promise<{ messages: QuarantineRow[]; nextBefore: string | null }> {
  const { rows } = await client.query<QuarantineRow>(
    `
      select quarantine.id, quarantine.device_id as "deviceId", quarantine.topic, ${iso('quarantine.received_at')} as "receivedAt",
        quarantine.reasons, substring(quarantine.payload for $6) as start, octet_length(quarantine.payload) as bytes,
        loan.patient_id as "patientId"
      from quarantine
      join device on device.id = quarantine.device_id
      left join device_assignment as loan on loan.device_id = device.id and loan.period @> quarantine.received_at
      where quarantine.released_at is null
        and (loan.patient_id in (select patient_id from episode where id = any ($1::uuid[]))
          or (loan.patient_id is null and device.organization_id = any ($2::uuid[])))
        and ($3::text is null or quarantine.device_id = $3)
        and ($4::uuid is null or (quarantine.received_at, quarantine.id) < (select received_at, id from quarantine where id = $4))
      order by quarantine.received_at desc, quarantine.id desc
      limit $5
    `,
    [asked.episodeIds, asked.organizationIds, asked.deviceId, asked.before, asked.limit + 1, asked.excerptBytes],
  );
  const messages = rows.slice(0, asked.limit);
  return { messages, nextBefore: rows.length > asked.limit ? (messages.at(-1)?.id ?? null) : null };
}
