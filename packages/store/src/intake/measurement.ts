import { idColumn, plainColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { PatientReading } from './received.ts';

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

/** Inserts readings that are all new. One that is there already, or stands twice among them, fails with SQLSTATE 23505. */
export async function insertAllMeasurements(client: Queryable, readings: readonly PatientReading[]): Promise<void> {
  if (readings.length === 0) return;
  // Patient by patient: neighbours in the index are put in together, which takes the database a quarter less than the order in which they came.
  const byPatient = [...Map.groupBy(readings, (reading) => reading.patientId).values()].flat();
  await client.query({
    name: 'insert-all-measurements',
    text: `
      insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
      select patient_id, metric, effective_at, device_id, value, received_at from (${GIVEN}) as given
    `,
    values: columnsOf(byPatient),
  });
}

/**
 * Inserts those that are not there and says of each whether it is new (true) or was there already (false). The natural key is
 * (patient, metric, instant, device, value): the same reading twice is new once.
 */
export async function insertMissingMeasurements(
  client: Queryable,
  readings: readonly PatientReading[],
): Promise<boolean[]> {
  const isNew = readings.map(() => true);
  if (readings.length === 0) return isNew;
  const places = placesOfDistinct(readings, isNew);
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
    values: columnsOf(places.flatMap((place) => readings[place] ?? [])),
  });
  for (const { place } of rows) {
    const index = places[Number(place) - 1];
    if (index !== undefined) isNew[index] = false;
  }
  return isNew;
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

/** Those of these readings that the store does not hold. */
export async function findUnstored(
  client: Queryable,
  readings: readonly PatientReading[],
): Promise<readonly PatientReading[]> {
  if (readings.length === 0) return [];
  const { rows } = await client.query<{ place: string }>(
    `
      select place
      from unnest($1::uuid[], $2::text[], $3::double precision[], $4::text[], $5::double precision[])
        with ordinality as given (patient_id, metric, effective_ms, device_id, value, place)
      where not exists (
        select from measurement
        where measurement.patient_id = given.patient_id and measurement.metric = given.metric
          and measurement.effective_at = to_timestamp(given.effective_ms / 1000.0)
          and measurement.device_id = given.device_id and measurement.value = given.value
      )
      order by place
    `,
    columnsOf(readings).slice(0, 5),
  );
  return rows.flatMap(({ place }) => readings[Number(place) - 1] ?? []);
}
