import { idColumn, plainColumn } from '../columns.ts';
import { type Queryable, sqlState } from '../database.ts';
import type { PatientReading } from './received.ts';

/**
 * Stores what is not stored yet and says of each reading whether it is new (true) or was there already (false). The natural key is
 * (patient, metric, instant, device, value): the same reading twice in one batch is new once. One transaction's worth.
 *
 * Nearly always everything is new, and then a plain insert is half as dear as one that looks for conflicts row by row. So that is tried first,
 * and taken back when it meets a reading that is there already.
 */
export async function insertMeasurements(client: Queryable, readings: readonly PatientReading[]): Promise<boolean[]> {
  const isNew = readings.map(() => true);
  const places = placesOfDistinct(readings, isNew);
  if (places.length === 0) return isNew;
  const distinct = places.length === readings.length ? readings : places.flatMap((place) => readings[place] ?? []);
  const columns = columnsOf(distinct);
  if (await insertAll(client, columns)) return isNew;
  for (const place of await insertMissing(client, columns)) {
    const index = places[place];
    if (index !== undefined) isNew[index] = false;
  }
  return isNew;
}

/** The places of readings that are the first of their kind; the others are marked as not new. */
function placesOfDistinct(readings: readonly PatientReading[], isNew: boolean[]): number[] {
  const seen = new Set<string>();
  const places: number[] = [];
  for (const [place, { patientId, metric, effectiveAt, value, deviceId }] of readings.entries()) {
    const key = `${patientId}${metric}${effectiveAt} ${value} ${deviceId}`;
    const before = seen.size;
    if (seen.add(key).size > before) places.push(place);
    else isNew[place] = false;
  }
  return places;
}

const GIVEN = `
  select patient_id, metric, to_timestamp(effective_ms / 1000.0) as effective_at, device_id, value,
    to_timestamp(received_ms / 1000.0) as received_at, place
  from unnest($1::uuid[], $2::text[], $3::double precision[], $4::text[], $5::double precision[], $6::double precision[])
    with ordinality as given (patient_id, metric, effective_ms, device_id, value, received_ms, place)
`;

const UNIQUE_VIOLATION = '23505';

/** False when one of the readings is there already; then nothing was inserted. */
async function insertAll(client: Queryable, columns: string[]): Promise<boolean> {
  await client.query('savepoint before_measurements');
  try {
    await client.query({
      name: 'insert-all-measurements',
      text: `
        insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
        select patient_id, metric, effective_at, device_id, value, received_at from (${GIVEN}) as given
      `,
      values: columns,
    });
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    await client.query('rollback to savepoint before_measurements');
    return false;
  }
  await client.query('release savepoint before_measurements');
  return true;
}

/** Inserts those that are not there and returns the places of the others. */
async function insertMissing(client: Queryable, columns: string[]): Promise<number[]> {
  const { rows } = await client.query<{ place: string }>({
    name: 'insert-missing-measurements',
    text: `
      with given as (${GIVEN}), inserted as (
        insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
        select patient_id, metric, effective_at, device_id, value, received_at from given
        on conflict do nothing
        returning patient_id, metric, effective_at, device_id, value
      )
      select place from given left join inserted using (patient_id, metric, effective_at, device_id, value)
      where inserted.patient_id is null
    `,
    values: columns,
  });
  return rows.map(({ place }) => Number(place) - 1);
}

function columnsOf(readings: readonly PatientReading[]): string[] {
  return [
    plainColumn(readings.map((reading) => reading.patientId)),
    plainColumn(readings.map((reading) => reading.metric)),
    plainColumn(readings.map((reading) => reading.effectiveAt)),
    idColumn(readings.map((reading) => reading.deviceId)),
    plainColumn(readings.map((reading) => reading.value)),
    plainColumn(readings.map((reading) => reading.receivedAt)),
  ];
}

/** How many of these readings the store does not hold. */
export async function countUnstored(client: Queryable, readings: readonly PatientReading[]): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `
      select count(*)::int as count
      from unnest($1::uuid[], $2::text[], $3::double precision[], $4::text[], $5::double precision[])
        as given (patient_id, metric, effective_ms, device_id, value)
      where not exists (
        select from measurement
        where measurement.patient_id = given.patient_id and measurement.metric = given.metric
          and measurement.effective_at = to_timestamp(given.effective_ms / 1000.0)
          and measurement.device_id = given.device_id and measurement.value = given.value
      )
    `,
    columnsOf(readings).slice(0, 5),
  );
  return rows[0]?.count ?? 0;
}
