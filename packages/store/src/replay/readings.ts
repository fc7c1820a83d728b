import { findMetric } from '@samvakt/contract';
import type { MeasurementEvent } from '@samvakt/triage';
import type { Queryable } from '../database.ts';

/** A patient's readings in [from, until), and of those only what had been received by `receivedUntil`. Epoch milliseconds. */
export type ReadingSpan = { patientId: string; from: number; until: number; receivedUntil: number };

type Row = [metric: string, at: number, value: number, receivedAt: number];

/** In the order of their instants. Rows come as lists of numbers: a year of minute data is half a million of them. */
export async function readReadings(client: Queryable, span: ReadingSpan): Promise<MeasurementEvent[]> {
  const { rows } = await client.query<Row>({
    text: `
      select metric, (extract(epoch from effective_at) * 1000)::double precision, value,
        (extract(epoch from received_at) * 1000)::double precision
      from measurement
      where patient_id = $1 and effective_at >= $2 and effective_at < $3 and received_at <= $4
      order by effective_at
    `,
    values: [span.patientId, new Date(span.from), new Date(span.until), new Date(span.receivedUntil)],
    rowMode: 'array',
  } as never);
  const events: MeasurementEvent[] = [];
  for (const [code, at, value, receivedAt] of rows) {
    const metric = findMetric(code)?.code;
    // Stored by a version that knew more metrics than this one: nothing here could judge it.
    if (metric) events.push({ type: 'measurement', metric, at, value, receivedAt });
  }
  return events;
}

/** How many there are, counted no further than `atMost`. */
export async function countReadings(
  client: Queryable,
  { patientId, from, until, atMost }: Omit<ReadingSpan, 'receivedUntil'> & { atMost: number },
): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `
      select count(*)::int as count from (
        select from measurement where patient_id = $1 and effective_at >= $2 and effective_at < $3 limit $4
      ) as counted
    `,
    [patientId, new Date(from), new Date(until), atMost],
  );
  return rows[0]?.count ?? 0;
}
