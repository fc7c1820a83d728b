import { METRIC_CODES, type MetricCode } from '@samvakt/contract';
import type { DeviceEvent } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import type { DeviceWord } from '../deviceWordJob.ts';

/** What a device brings is read from what it brought lately. *Assumption*: what it has not brought for a month it does not bring. */
const LATELY_MS = 30 * 24 * 3_600_000;

/** What a word about a device says to the triage of the patient who has it on loan; null when it says nothing there. */
export async function readDeviceEvent(
  client: Queryable,
  { deviceId, online, at }: DeviceWord,
  now: number,
): Promise<{ patientId: string; event: DeviceEvent } | null> {
  const { rows } = await client.query<{ patientId: string; heardAt: Date | null }>(
    `
      select patient_id as "patientId", last_heard_at as "heardAt"
      from device join device_assignment on device_id = device.id and period @> $2::timestamptz where device.id = $1
    `,
    [deviceId, new Date(now)],
  );
  const [loan] = rows;
  if (!loan) return null;
  const { patientId, heardAt } = loan;
  if (online) return { patientId, event: { type: 'device-online', deviceId, at } };
  // It has been heard after its connection was lost: the word is out of date.
  if (heardAt && heardAt.getTime() > at) return null;
  const metrics = await metricsOnlyFrom(client, { deviceId, patientId, since: now - LATELY_MS });
  const questionnaires = await questionnairesOnlyFrom(client, { deviceId, patientId, since: now - LATELY_MS });
  if (metrics.length === 0 && questionnaires.length === 0) return null;
  const since = heardAt?.getTime() ?? at;
  return { patientId, event: { type: 'device-offline', deviceId, at, since, metrics, questionnaires } };
}

/** Where another device brings a metric too, its absence is news of the patient after all. */
async function metricsOnlyFrom(
  client: Queryable,
  { deviceId, patientId, since }: { deviceId: string; patientId: string; since: number },
): Promise<MetricCode[]> {
  const { rows } = await client.query<{ metric: MetricCode }>(
    `
      select metric from measurement where patient_id = $1 and metric = any ($4::text[]) and effective_at >= $3
      group by metric having bool_and(device_id = $2) order by metric
    `,
    [patientId, deviceId, new Date(since), METRIC_CODES],
  );
  return rows.map(({ metric }) => metric);
}

async function questionnairesOnlyFrom(
  client: Queryable,
  { deviceId, patientId, since }: { deviceId: string; patientId: string; since: number },
): Promise<string[]> {
  const { rows } = await client.query<{ url: string }>(
    `
      select questionnaire_url as url from questionnaire_response where patient_id = $1 and authored_at >= $3
      group by questionnaire_url having bool_and(device_id = $2) order by questionnaire_url
    `,
    [patientId, deviceId, new Date(since)],
  );
  return rows.map(({ url }) => url);
}
