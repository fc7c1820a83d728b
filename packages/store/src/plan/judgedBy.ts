import { type PlanVersion, PlanVersionSchema } from '@samvakt/triage';
import type { Queryable } from '../database.ts';

/**
 * The measuring plans of these episodes, by episode, all that have been set; an episode without any has no entry. A replay is given the same, and then judges as
 * was judged live.
 */
export async function readTriagePlans(
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
    const version = PlanVersionSchema.parse({ ...row, since: since.getTime() });
    const known = byEpisode.get(episodeId);
    if (known) known.push(version);
    else byEpisode.set(episodeId, [version]);
  }
  return byEpisode;
}
