import { parseTopic } from '@samvakt/contract';
import { connectToBroker, createBatcher, type Delivery } from '@samvakt/ingest';
import { INGEST_USERNAME } from '@samvakt/samvakt/embedded/ingest-account';
import pg from 'pg';
import { pino } from 'pino';
import { type ConsumerOrder, cpuMs, INGEST_SECRET, tell } from './protocol.ts';

/*
 * The floor: the least that anything durable must do with the same messages. JSON.parse, one insert into the same table, commit, acknowledge.
 * No judgement of what is in them, no account, no receipt, no triage; the patient is known beforehand.
 */

type Parsed = { measurements: { metric: string; effectiveAt: string; value: number }[] };

process.on('message', (order: ConsumerOrder) => void consume(order));

async function consume({ connectionString, brokerUrl, messages, patientOf }: ConsumerOrder): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const before = cpuMs();
  let done = 0;
  let batches = 0;
  const batcher = createBatcher<Delivery>({
    maxWeight: 20_000,
    maxWaitMs: 5,
    process: async (batch) => {
      await insert(client, batch, patientOf);
      for (const { settle } of batch) settle();
      done += batch.length;
      batches += 1;
      if (done >= messages) tell({ type: 'done', at: Date.now(), cpuMs: cpuMs() - before, batches });
    },
  });
  await connectToBroker({
    broker: { url: brokerUrl, username: INGEST_USERNAME, password: INGEST_SECRET },
    maxPending: 20_000,
    maxPendingBytes: 64 * 1024 * 1024,
    log: pino({ level: 'warn' }),
    onDelivery: batcher.add,
  });
  tell({ type: 'reading' });
}

async function insert(client: pg.Client, batch: readonly Delivery[], patientOf: Record<string, string>): Promise<void> {
  const patients: string[] = [];
  const metrics: string[] = [];
  const instants: string[] = [];
  const devices: string[] = [];
  const values: number[] = [];
  for (const { topic, payload } of batch) {
    const deviceId = parseTopic(topic)?.deviceId ?? '';
    const { measurements } = JSON.parse(payload.toString()) as Parsed;
    for (const { metric, effectiveAt, value } of measurements) {
      patients.push(patientOf[deviceId] ?? '');
      metrics.push(metric);
      instants.push(effectiveAt);
      devices.push(deviceId);
      values.push(value);
    }
  }
  await client.query({
    name: 'floor',
    text: `
      insert into measurement (patient_id, metric, effective_at, device_id, value, received_at)
      select patient_id, metric, effective_at, device_id, value, $6
      from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::double precision[])
        as given (patient_id, metric, effective_at, device_id, value)
    `,
    values: [literal(patients), literal(metrics), literal(instants), literal(devices), literal(values), new Date()],
  });
}

/** Nothing here needs quoting; pg's own conversion of arrays would only slow the floor down. */
function literal(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}
