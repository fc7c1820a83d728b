import type { DeviceStatus } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso } from './fragment.ts';

/**
 * Whose equipment one may see: of patients with an episode among `episodeIds` while they have it, and of the organizations while
 * nobody has it.
 */
export type DeviceScope = { episodeIds: readonly string[]; organizationIds: readonly string[]; now: number };

const SEEN = `
  visible_patient as (select distinct patient_id from episode where id = any ($1::uuid[])),
  held as (
    select device_id, patient_id from device_assignment where period @> $3::timestamptz
  ),
  seen as (
    select device.*, held.patient_id from device left join held on held.device_id = device.id
    where held.patient_id in (select patient_id from visible_patient)
      or (held.patient_id is null and device.organization_id = any ($2::uuid[]))
  )
`;

/** With the account of each since it was registered. What was never numbered above what came is not known to be missing. */
export async function readDevices(client: Queryable, scope: DeviceScope): Promise<DeviceStatus[]> {
  const { rows } = await client.query<DeviceStatus>(
    `
      with ${SEEN},
      queue as (
        select device_id, queue, count(*) as messages, max(number) - count(*) as missing, sum(received) as received,
          sum(stored) as stored, sum(duplicates) as duplicates, sum(rejected) as rejected
        from message where device_id in (select id from seen) group by device_id, queue
      ),
      account as (
        select device_id, jsonb_build_object('messages', sum(messages), 'knownMissing', sum(missing), 'received', sum(received),
          'stored', sum(stored), 'duplicates', sum(duplicates), 'rejected', sum(rejected)) as account
        from queue group by device_id
      )
      select seen.id, seen.kind, seen.model, ${iso('seen.last_heard_at')} as "lastHeardAt",
        seen.battery_percent as "batteryPercent", seen.firmware,
        case when seen.patient_id is not null then (
          select jsonb_build_object('patientName', patient.given_name || ' ' || patient.family_name,
            'episodeIds', (select coalesce(jsonb_agg(episode.id order by episode.id), '[]') from episode
                           where episode.patient_id = patient.id and episode.id = any ($1::uuid[])))
          from patient where patient.id = seen.patient_id
        ) end as "assignedTo",
        coalesce(account.account, '{"messages":0,"knownMissing":0,"received":0,"stored":0,"duplicates":0,"rejected":0}') as account,
        (select count(*)::integer from quarantine
         where quarantine.device_id = seen.id and quarantine.released_at is null) as quarantined
      from seen left join account on account.device_id = seen.id
      order by seen.id
    `,
    [scope.episodeIds, scope.organizationIds, new Date(scope.now)],
  );
  return rows;
}

/** The ids of the equipment in scope. */
export async function readDeviceIds(client: Queryable, scope: DeviceScope): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(`with ${SEEN} select id from seen`, [
    scope.episodeIds,
    scope.organizationIds,
    new Date(scope.now),
  ]);
  return rows.map((row) => row.id);
}

/**
 * Per device, when the newest measurement that it sent was measured, epoch milliseconds. Reads all measurements once: for a start, not for a
 * request.
 */
export async function readNewestEffectiveAt(client: Queryable): Promise<Map<string, number>> {
  const { rows } = await client.query<{ deviceId: string; newest: Date }>(
    'select device_id as "deviceId", max(effective_at) as newest from measurement group by device_id',
  );
  return new Map(rows.map(({ deviceId, newest }) => [deviceId, newest.getTime()]));
}
