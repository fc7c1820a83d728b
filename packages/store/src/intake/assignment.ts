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
  const { rows } = await client.query<{ deviceId: string; patientId: string | null; from: number; until: number }>({
    name: 'read-assignments',
    text: `
      select device.id as "deviceId", patient_id as "patientId",
        (extract(epoch from lower(period)) * 1000)::double precision as from,
        case when upper_inf(period) then 'infinity' else (extract(epoch from upper(period)) * 1000)::double precision end as until
      from device left join device_assignment on device_id = device.id
      where device.id = any ($1::text[])
    `,
    values: [idColumn(deviceIds)],
  });
  const loansOf = new Map<string, Loan[]>();
  for (const { deviceId, patientId, from, until } of rows) {
    const loans = loansOf.get(deviceId);
    const loan = patientId === null ? [] : [{ patientId, from, until }];
    if (loans) loans.push(...loan);
    else loansOf.set(deviceId, loan);
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
