import { type MeasuringPlan, MeasuringPlanSchema } from '@samvakt/contract';
import { type PlanVersion, PlanVersionSchema, plansInTime, type StandardPlan } from '@samvakt/triage';
import type { Queryable } from '../database.ts';
import { readOwn } from '../own/unreadable.ts';

/**
 * What was asked of these episodes from when, by episode; one of which nothing but its protocol's plan was ever asked has no entry. Each version of the patient's own
 * holds from when it was set, the plan of each protocol version from when that was put in force. A replay of what was lived is given the same, and then judges as was judged live.
 */
export async function readTriagePlans(
  client: Queryable,
  episodeIds: readonly string[],
): Promise<Map<string, readonly PlanVersion[]>> {
  const own = await readOwnPlans(client, episodeIds);
  const standards = await readStandardPlans(client, episodeIds);
  const inTime = new Map<string, readonly PlanVersion[]>(own);
  for (const [episodeId, adopted] of standards) {
    const plans = plansInTime(adopted, own.get(episodeId) ?? []);
    if (plans.length > 0) inTime.set(episodeId, plans);
  }
  return inTime;
}

/** The plan of the patient's own that holds now; null: the protocol's does. */
export async function readOwnPlan(client: Queryable, episodeId: string): Promise<MeasuringPlan | null> {
  return (await readOwnPlans(client, [episodeId])).get(episodeId)?.at(-1)?.plan ?? null;
}

/** The patients' own plans alone, all that have been set: where a protocol is to be judged as if it had always been in force. */
export async function readOwnPlans(
  client: Queryable,
  episodeIds: readonly string[],
): Promise<Map<string, PlanVersion[]>> {
  if (episodeIds.length === 0) return new Map();
  const { rows } = await client.query<{ episodeId: string; version: number; since: Date; plan: unknown }>(
    `
      select episode_id as "episodeId", version, set_at as since, body as plan from measuring_plan
      where episode_id = any ($1::uuid[]) order by episode_id, version
    `,
    [episodeIds],
  );
  const byEpisode = new Map<string, PlanVersion[]>();
  for (const { episodeId, since, ...row } of rows) {
    const version = readOwn(
      PlanVersionSchema,
      { ...row, since: since.getTime() },
      { episodeId, setting: 'measuring-plan' },
    );
    const known = byEpisode.get(episodeId);
    if (known) known.push(version);
    else byEpisode.set(episodeId, [version]);
  }
  return byEpisode;
}

const StandardSchema = MeasuringPlanSchema.nullable();

/** The plans of the protocol versions that judged, oldest first, of the episodes in which there was more than one. */
async function readStandardPlans(
  client: Queryable,
  episodeIds: readonly string[],
): Promise<Map<string, StandardPlan[]>> {
  if (episodeIds.length === 0) return new Map();
  const { rows } = await client.query<{ episodeId: string; since: Date; before: unknown; plan: unknown }>(
    `
      select episode_id as "episodeId", adopted_at as since, earlier.body -> 'plan' as before, later.body -> 'plan' as plan
      from protocol_adoption
      join protocol as earlier on (earlier.id, earlier.version) = (from_id, from_version)
      join protocol as later on (later.id, later.version) = (to_id, to_version)
      where episode_id = any ($1::uuid[]) order by episode_id, number
    `,
    [episodeIds],
  );
  const byEpisode = new Map<string, StandardPlan[]>();
  for (const { episodeId, since, before, plan } of rows) {
    const known = byEpisode.get(episodeId) ?? [{ since: 0, plan: StandardSchema.parse(before) }];
    known.push({ since: since.getTime(), plan: StandardSchema.parse(plan) });
    byEpisode.set(episodeId, known);
  }
  return byEpisode;
}
