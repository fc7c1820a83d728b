import { createHash, randomUUID } from 'node:crypto';
import { idColumn, plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { QuarantinedPayload } from './received.ts';

/**
 * Keeps whole payloads with the reasons why they, or some measurements in them, were not taken. The same bytes of the same device on the same
 * topic are kept once, so that redelivery is harmless here too. Returns the payloads that were new.
 */
export async function quarantine(
  client: Queryable,
  payloads: readonly QuarantinedPayload[],
): Promise<QuarantinedPayload[]> {
  if (payloads.length === 0) return [];
  const { rows } = await client.query<{ place: string }>(
    `
      with given as (
        select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::jsonb[], $6::double precision[], $7::uuid[], $8::bigint[])
          with ordinality as given (id, device_id, topic, payload, reasons, received_ms, queue, number, place)
      ), inserted as (
        insert into quarantine (id, device_id, topic, payload, reasons, received_at, queue, number)
        select id, device_id, topic, payload, reasons, to_timestamp(received_ms / 1000.0), queue, number from given
        on conflict (device_id, topic, payload_sha256) do nothing
        returning id
      )
      select place from given join inserted using (id) order by place
    `,
    [
      plainColumn(payloads.map(() => randomUUID())),
      textColumn(payloads.map((payload) => payload.deviceId)),
      textColumn(payloads.map((payload) => payload.topic)),
      textColumn(payloads.map(({ payload }) => `\\x${Buffer.from(payload).toString('hex')}`)),
      textColumn(payloads.map((payload) => JSON.stringify(payload.reasons))),
      plainColumn(payloads.map((payload) => payload.receivedAt)),
      plainColumn(payloads.map((payload) => payload.id?.queue ?? 'null')),
      plainColumn(payloads.map((payload) => payload.id?.number ?? 'null')),
    ],
  );
  return rows.flatMap(({ place }) => payloads[Number(place) - 1] ?? []);
}

/** What makes a payload in quarantine the same as another. */
export type Kept = { deviceId: string; topic: string; payload: Uint8Array };

/** The same for the same bytes of the same device on the same topic. */
export function keyOfKept({ deviceId, topic, payload }: Kept): string {
  return `${deviceId} ${topic} ${digestOf(payload)}`;
}

/** When those of the payloads that lie in quarantine already were first received, in epoch milliseconds, by `keyOfKept`. */
export async function readFirstReceived(client: Queryable, payloads: readonly Kept[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ deviceId: string; topic: string; digest: string; receivedAt: Date }>(
    `
      select device_id as "deviceId", topic, encode(payload_sha256, 'hex') as digest, received_at as "receivedAt"
      from quarantine join unnest($1::text[], $2::text[], $3::text[]) as given (device_id, topic, digest)
        using (device_id, topic)
      where payload_sha256 = decode(digest, 'hex')
    `,
    [
      idColumn(payloads.map(({ deviceId }) => deviceId)),
      textColumn(payloads.map(({ topic }) => topic)),
      plainColumn(payloads.map(({ payload }) => digestOf(payload))),
    ],
  );
  return new Map(
    rows.map(({ deviceId, topic, digest, receivedAt }) => [`${deviceId} ${topic} ${digest}`, receivedAt.getTime()]),
  );
}

function digestOf(payload: Uint8Array): string {
  return createHash('sha256').update(payload).digest('hex');
}
