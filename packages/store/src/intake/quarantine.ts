import { randomUUID } from 'node:crypto';
import { plainColumn, textColumn } from '../columns.ts';
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
