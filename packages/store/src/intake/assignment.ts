import { idColumn, plainColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';

export type Assignments = {
  isRegistered(deviceId: string): boolean;
  /** Whose measurement it is: the patient who had the device at the instant `at`; undefined when nobody had. */
  patientAt(deviceId: string, at: number): string | undefined;
};

type Loan = { patientId: string; from: number; until: number };

/** Reads the loans of these devices, all of their history: a late measurement belongs to whoever had the device then. */
export async function readAssignments(client: Queryable, deviceIds: readonly string[]): Promise<Assignments> {
  const { rows } = await client.query<{
    deviceId: string;
    loans: { patient: string; from: number; until: number | null }[] | null;
  }>({
    name: 'read-assignments',
    text: `
      select device.id as "deviceId", (
        select json_agg(json_build_object(
          'patient', patient_id,
          'from', extract(epoch from lower(period)) * 1000,
          'until', case when not upper_inf(period) then extract(epoch from upper(period)) * 1000 end
        ))
        from device_assignment where device_id = device.id
      ) as loans
      from device where id = any ($1::text[])
    `,
    values: [idColumn(deviceIds)],
  });
  const loansOf = new Map<string, Loan[]>();
  for (const { deviceId, loans } of rows) {
    loansOf.set(
      deviceId,
      (loans ?? []).map(({ patient, from, until }) => ({
        patientId: patient,
        from,
        until: until ?? Number.POSITIVE_INFINITY,
      })),
    );
  }
  return {
    isRegistered: (deviceId) => loansOf.has(deviceId),
    patientAt: (deviceId, at) => loansOf.get(deviceId)?.find((loan) => loan.from <= at && at < loan.until)?.patientId,
  };
}

/** At most this precise, so that a busy device does not rewrite its row for every message. */
const HEARD_WITHIN_MS = 5_000;

/** Notes when each device was last heard, to within five seconds. */
export async function noteHeard(client: Queryable, heard: ReadonlyMap<string, number>): Promise<void> {
  if (heard.size === 0) return;
  const ids = [...heard.keys()].sort();
  await client.query({
    name: 'note-heard',
    // Locked in the order of ids: two batches that touch the same devices then wait for each other instead of deadlocking.
    text: `
      with given as (select id, to_timestamp(at_ms / 1000.0) as at from unnest($1::text[], $2::double precision[]) as given (id, at_ms)),
      due as (
        select device.id, given.at from device join given using (id)
        where device.last_heard_at is null or device.last_heard_at < given.at - $3 * interval '1 millisecond'
        order by device.id for no key update of device
      )
      update device set last_heard_at = due.at from due where device.id = due.id
    `,
    values: [idColumn(ids), plainColumn(ids.map((id) => heard.get(id) ?? 0)), HEARD_WITHIN_MS],
  });
}
