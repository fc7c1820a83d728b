import type { Practitioner } from '@samvakt/contract';
import type { Queryable } from '../database.ts';
import { iso, practitionerBy } from './fragment.ts';

/** What setting the newest version of an episode's own measuring plan said. */
export type PlanRow = {
  version: number;
  own: boolean;
  reason: string;
  setBy: Practitioner | null;
  setAt: string;
  /** Why it was set without its replay having been shown. */
  withoutReplay: string | null;
};

/** Null: the episode has never had a plan of its own. */
export async function readMeasuringPlan(client: Queryable, episodeId: string): Promise<PlanRow | null> {
  const { rows } = await client.query<PlanRow>(
    `
      select version, body is not null as own, reason, ${practitionerBy('set_by')} as "setBy", ${iso('set_at')} as "setAt",
        without_replay as "withoutReplay"
      from measuring_plan where episode_id = $1 order by version desc limit 1
    `,
    [episodeId],
  );
  return rows[0] ?? null;
}

/** When each metric of a patient was measured in [`from`, `until`), oldest first. Epoch milliseconds. */
export async function readMeasuredAt(
  client: Queryable,
  { patientId, from, until, metrics }: { patientId: string; from: number; until: number; metrics: readonly string[] },
): Promise<Record<string, number[]>> {
  const { rows } = await client.query<{ metric: string; at: number[] }>(
    `
      select metric, array_agg((extract(epoch from at) * 1000)::double precision order by at) as at
      from (
        select metric, min(effective_at) as at from measurement
        where patient_id = $1 and effective_at >= $2 and effective_at < $3 and metric = any ($4::text[])
        group by metric, date_trunc('minute', effective_at, 'UTC')
      ) as by_minute
      group by metric
    `,
    [patientId, new Date(from), new Date(until), metrics],
  );
  return Object.fromEntries(rows.map(({ metric, at }) => [metric, at]));
}

/** The responses that an episode was given of each questionnaire (by its URL), answered in [`from`, `until`), oldest first. Epoch milliseconds. */
export async function readAnsweredAt(
  client: Queryable,
  { episodeId, from, until }: { episodeId: string; from: number; until: number },
): Promise<Record<string, { at: number; responseId: string }[]>> {
  const { rows } = await client.query<{ questionnaire: string; at: Date; responseId: string }>(
    `
      select questionnaire_url as questionnaire, authored_at as at, id as "responseId"
      from questionnaire_response join questionnaire_response_judged on response_id = id
      where episode_id = $1 and authored_at >= $2 and authored_at < $3
      order by authored_at, id
    `,
    [episodeId, new Date(from), new Date(until)],
  );
  const byUrl = Map.groupBy(rows, ({ questionnaire }) => questionnaire);
  return Object.fromEntries(
    [...byUrl].map(([url, own]) => [url, own.map(({ at, responseId }) => ({ at: at.getTime(), responseId }))]),
  );
}
