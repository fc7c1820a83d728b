import { appendChanges } from '../change.ts';
import type { Queryable } from '../database.ts';
import { scheduleLoanEnd } from '../loanEndJob.ts';
import { tellPlansToDevice } from '../patientMessage/planInForce.ts';

/** Equipment as it is registered. `registeredAt` in epoch milliseconds. */
export type NewDevice = {
  id: string;
  /** Who owns the equipment. */
  organizationId: string;
  kind: string;
  model: string;
  /** A hash of the device's own secret, in the broker's format; the secret itself never reaches the database. */
  secretHash: string;
  registeredAt: number;
};

/** One loan. `until` null while it lasts. `now`: when it is registered. Epoch milliseconds. `by`: the practitioner who lends it out, where one is known. */
export type NewAssignment = {
  id: string;
  deviceId: string;
  patientId: string;
  from: number;
  until: number | null;
  now: number;
  by?: string | undefined;
};

/** Registering the same id again brings kind, model and secret up to date. */
export async function registerDevice(client: Queryable, device: NewDevice): Promise<void> {
  const { id, organizationId, kind, model, secretHash, registeredAt } = device;
  await client.query(
    `
      insert into device (id, organization_id, kind, model, secret_hash, registered_at) values ($1, $2, $3, $4, $5, $6)
      on conflict (id) do update set
        organization_id = excluded.organization_id, kind = excluded.kind, model = excluded.model, secret_hash = excluded.secret_hash
    `,
    [id, organizationId, kind, model, secretHash, new Date(registeredAt)],
  );
}

/** For the broker's sign-in; null for a device that is not registered. */
export async function readDeviceSecretHash(client: Queryable, deviceId: string): Promise<string | null> {
  const { rows } = await client.query<{ secretHash: string }>(
    'select secret_hash as "secretHash" from device where id = $1',
    [deviceId],
  );
  return rows[0]?.secretHash ?? null;
}

/** All of them, for a broker that keeps its own file of accounts. In the order of the ids. */
export async function readDeviceSecretHashes(client: Queryable): Promise<{ deviceId: string; secretHash: string }[]> {
  const { rows } = await client.query<{ deviceId: string; secretHash: string }>(
    'select id as "deviceId", secret_hash as "secretHash" from device order by id',
  );
  return rows;
}

/**
 * Lends a device to a patient. A device is at one patient at a time (exclusion constraint): an overlapping loan throws SQLSTATE 23P01.
 * The same loan id again changes nothing. The feed says so when it begins, or now where that lies ahead. The device is told what the patient's running follow-ups ask for.
 * One transaction's worth.
 */
export async function assignDevice(client: Queryable, assignment: NewAssignment): Promise<void> {
  const { id, deviceId, patientId, from, until, now, by } = assignment;
  const { rowCount } = await client.query(
    `
      insert into device_assignment (id, device_id, patient_id, period) values ($1, $2, $3, tstzrange($4, $5))
      on conflict (id) do nothing
    `,
    [id, deviceId, patientId, new Date(from), until === null ? null : new Date(until)],
  );
  if (rowCount === 0) return;
  const occurredAt = Math.min(from, now);
  const data = { from: iso(from), ...(until === null ? {} : { until: iso(until) }) };
  await appendChanges(client, [{ kind: 'device-assigned', occurredAt, patientId, deviceId, practitionerId: by, data }]);
  if (until === null || until > now) await tellPlansToDevice(client, { deviceId, patientId, from, now });
  if (until !== null) await scheduleLoanEnd(client, { deviceId, patientId, at: until });
}

const iso = (at: number): string => new Date(at).toISOString();

/**
 * Ends a running loan at `at`, which may lie ahead, also before the time that was agreed on. `by`: the practitioner who takes it back, where one is known. False when there was none that had begun and still ran, or its end has been told.
 * The timer of its end tells the feed that the device is back, and triage that nothing waits for it any more (`applyLoanEnd`). One transaction's worth.
 */
export async function endAssignment(
  client: Queryable,
  { id, at, by }: { readonly id: string; readonly at: number; readonly by?: string },
): Promise<boolean> {
  const { rows } = await client.query<{ deviceId: string; patientId: string }>(
    `
      update device_assignment set period = tstzrange(lower(period), $2), end_by = $3
      where id = $1 and lower(period) < $2 and (upper_inf(period) or upper(period) > $2) and not end_told
      returning device_id as "deviceId", patient_id as "patientId"
    `,
    [id, new Date(at), by ?? null],
  );
  const [loan] = rows;
  if (loan === undefined) return false;
  await scheduleLoanEnd(client, { ...loan, at });
  return true;
}
