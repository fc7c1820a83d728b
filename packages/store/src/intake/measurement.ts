import { plainColumn, textColumn } from '../columns.ts';
import type { Queryable } from '../database.ts';
import type { PatientReading } from './received.ts';

/**
 * Stores what is not stored yet and says of each reading whether it is new (true) or was there already (false). The natural key is
 * (patient, metric, instant, device, value): the same reading twice in one batch is new once.
 */
export async function insertMeasurements(client: Queryable, readings: readonly PatientReading[]): Promise<boolean[]> {
  const isNew = readings.map(() => true);
  const places: number[] = [];
  const seen = new Set<string>();
  for (const [place, reading] of readings.entries()) {
    const key = `${reading.patientId} ${reading.metric} ${reading.effectiveAt} ${reading.value} ${reading.deviceId}`;
    if (seen.has(key)) isNew[place] = false;
    else {
      seen.add(key);
      places.push(place);
    }
  }
  if (places.length === 0) return isNew;
  const column = <Value>(pick: (reading: PatientReading) => Value): Value[] =>
    places.map((place) => pick(readings[place] as PatientReading));
  const { rows } = await client.query<{ place: string }>({
    name: 'insert-measurements',
    text: `
      with given as (
        select patient_id, metric, to_timestamp(effective_ms / 1000.0) as effective_at, device_id, value,
          to_timestamp(received_ms / 1000.0) as received_at, place
        from unnest($1::uuid[], $2::text[], $3::double precision[], $4::text[], $5::double precision[], $6::double precision[])
          with ordinality as given (patient_id, metric, effective_ms, device_id, value, received_ms, place)
      ), inserted as (
        insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
        select patient_id, metric, effective_at, device_id, value, received_at from given
        on conflict do nothing
        returning patient_id, metric, effective_at, device_id, value
      )
      select place from given left join inserted using (patient_id, metric, effective_at, device_id, value)
      where inserted.patient_id is null
    `,
    values: [
      plainColumn(column((reading) => reading.patientId)),
      plainColumn(column((reading) => reading.metric)),
      plainColumn(column((reading) => reading.effectiveAt)),
      textColumn(column((reading) => reading.deviceId)),
      plainColumn(column((reading) => reading.value)),
      plainColumn(column((reading) => reading.receivedAt)),
    ],
  });
  for (const { place } of rows) {
    const index = places[Number(place) - 1];
    if (index !== undefined) isNew[index] = false;
  }
  return isNew;
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
    [
      plainColumn(readings.map((reading) => reading.patientId)),
      plainColumn(readings.map((reading) => reading.metric)),
      plainColumn(readings.map((reading) => reading.effectiveAt)),
      textColumn(readings.map((reading) => reading.deviceId)),
      plainColumn(readings.map((reading) => reading.value)),
    ],
  );
  return rows[0]?.count ?? 0;
}
